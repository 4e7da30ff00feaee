"""Entries and evidence."""

from datetime import date, timedelta

import pytest

from carp import clock
from carp.accounts.roles import ROLES, Capability, Role
from carp.accounts.verdicts import Refused
from carp.audit import trail
from register import workflow
from register.models import Area, Community
from tests import make

pytestmark = pytest.mark.django_db
GROUP = Community.Kind.GROUP


@pytest.fixture
def officer():
    return make.user(Role.NOMINATED_OFFICER)


def test_a_new_entry_is_emerging_and_audited(officer):
    community = make.community(by=officer, categories=("debt", "debt", "older-people"))
    assert community.status == Community.Status.EMERGING
    assert community.reference == f"CAR-{clock.today().year}-0001"
    assert [held.code for held in community.categories.all()] == ["debt", "older-people"]
    event = trail.of_subject(community).get()
    assert (event.action, event.by) == ("register.create", officer)
    assert event.after["areas"] == ["E05009642"]


def test_references_follow_one_another(officer):
    first, second = make.community(by=officer), make.community(by=officer, name="Another")
    assert int(second.reference[-4:]) == int(first.reference[-4:]) + 1


@pytest.mark.parametrize("role", Role)
def test_the_register_is_changed_by_those_who_may(role):
    person, community = make.user(role), make.community()
    if Capability.REGISTER_EDIT in ROLES[role]:
        workflow.edit_community(community, by=person, details=make.community_details())
        make.evidence(community, by=person)
        make.community(by=person)
        return
    with pytest.raises(Refused, match="Only a nominated officer"):
        workflow.create_community(by=person, details=make.community_details())
    with pytest.raises(Refused, match="Only a nominated officer"):
        workflow.edit_community(community, by=person, details=make.community_details())
    with pytest.raises(Refused, match="Only a nominated officer"):
        make.evidence(community, by=person)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": "  "}, "Enter the name of the community."),
        ({"kind": "city"}, "Choose what makes this a community."),
        ({"areas": ()}, "Choose at least one area for a community in a place."),
        ({"areas": (), "categories": ("debt",)}, "Choose at least one area"),
        ({"kind": "group"}, "Choose at least one thing that the people share."),
        ({"kind": "both"}, "Choose at least one thing that the people share."),
        ({"kind": "both", "areas": (), "categories": ("debt",)}, "Choose at least one area"),
        ({"categories": ("unheard-of",)}, "no category called unheard-of"),
        ({"scale": "galaxy"}, "no scale called galaxy"),
    ],
)
def test_an_entry_needs_a_place_or_something_shared(officer, changes, sentence):
    with pytest.raises(Refused, match=sentence):
        make.community(by=officer, **changes)
    assert not Community.objects.exists()


def test_a_group_needs_no_place(officer):
    community = make.community(by=officer, kind=GROUP, areas=(), categories=("food-and-heating",))
    assert not community.areas.exists()


def test_a_change_is_audited_by_what_changed(officer):
    community = make.community(by=officer, categories=("debt",))
    other = make.area("E05009640", "Gainsborough East")
    workflow.edit_community(
        community,
        by=officer,
        details=make.community_details(
            name="South West alleys", areas=(other,), categories=("older-people",), lead=officer
        ),
    )
    event = trail.of_subject(community).last()
    assert event.before == {
        "name": "South West Ward alleys",
        "lead": None,
        "areas": ["E05009642"],
        "categories": ["debt"],
    }
    assert event.after == {
        "name": "South West alleys",
        "lead": officer.pk,
        "areas": ["E05009640"],
        "categories": ["older-people"],
    }


def test_an_entry_is_found_by_its_words(officer):
    community = make.community(by=officer, name="Café quarter", categories=("debt",))
    for words in ("cafe", "south-west", community.reference.lower(), "require financial"):
        assert Community.objects.filter(search_text__contains=words).get() == community


def test_evidence_keeps_its_source_and_its_day(officer):
    community = make.community(by=officer)
    evidence = make.evidence(community, by=officer, dated=date(2026, 3, 31))
    assert (evidence.source, evidence.added_by) == ("more-complaints", officer)
    event = trail.of_subject(community).last()
    assert event.action == "register.add_evidence"
    assert event.after["title"] == evidence.title


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"source": "rumour"}, "Choose where the evidence comes from."),
        ({"dated": date(2999, 1, 1)}, "a day that is still to come"),
    ],
)
def test_evidence_that_cannot_be_right_is_refused(officer, changes, sentence):
    with pytest.raises(Refused, match=sentence):
        make.evidence(make.community(by=officer), by=officer, **changes)


def test_a_closed_community_takes_no_evidence(officer):
    community = workflow.close_community(make.community(), by=officer, reason="Not at risk.")
    with pytest.raises(Refused, match="is closed. Identify it again"):
        make.evidence(community, by=officer)


def test_evidence_may_speak_of_today(officer):
    make.evidence(make.community(by=officer), by=officer, dated=clock.today())
    with pytest.raises(Refused):
        make.evidence(make.community(), by=officer, dated=clock.today() + timedelta(days=1))


def test_only_an_administrator_imports_areas(officer):
    details = [workflow.AreaDetails("E07000142", "West Lindsey", Area.Kind.DISTRICT, 2025)]
    with pytest.raises(Refused, match="Only an administrator"):
        workflow.import_areas(details, by=officer, files={})
    administrator = make.user(Role.ADMINISTRATOR)
    assert workflow.import_areas(details, by=administrator, files={}).created == 1
