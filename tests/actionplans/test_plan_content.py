"""Outcomes, resources, equality record and framework links: written, frozen, and what is open."""

import json

import pytest

from actionplans import selectors, workflow
from actionplans.models import EqualityRecord, Outcome, ResourceLine
from actionplans.selectors import frozen
from carp import clock
from carp.accounts.roles import ROLES, Capability, Role
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.council import packs
from carp.council.models import CouncilPack
from carp.council.plantypes import PROTECTED
from tests import make
from tests.make.actionplans import AIM

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return make.plan(ready=False)


@pytest.fixture
def ready():
    return make.plan()


def missing(plan):
    return [(thing.text, thing.href) for thing in selectors.missing(selectors.WorkingCopy(plan))]


def actions_of(plan):
    return [event.action for event in trail.of_subject(plan)]


# --- Outcomes and resources ----------------------------------------------------------------------
def test_an_outcome_is_added_changed_and_taken_out(plan):
    outcome = make.outcome(plan, baseline="")

    workflow.change_outcome(
        outcome, by=plan.lead, details=make.outcome_details(baseline=" 31% in June ")
    )
    outcome.refresh_from_db()
    assert outcome.baseline == "31% in June"

    workflow.remove_outcome(outcome, by=plan.lead)
    assert not Outcome.objects.exists()
    assert {
        "actionplans.add_outcome",
        "actionplans.change_outcome",
        "actionplans.remove_outcome",
    } <= set(actions_of(plan))


@pytest.mark.parametrize("field", ["outcome", "measure", "monitored"])
def test_an_outcome_says_what_shows_it(plan, field):
    with pytest.raises(Refused, match="Say what is to be achieved"):
        make.outcome(plan, **{field: " "})


def test_a_resource_is_added_changed_and_taken_out(plan):
    line = make.resource_line(plan)

    workflow.change_resource(line, by=plan.lead, details=make.resource_details(standing="have"))
    line.refresh_from_db()
    assert line.standing == "have"

    workflow.remove_resource(line, by=plan.lead)
    assert not ResourceLine.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"resource": " "}, "Say what the resource is"),
        ({"organisation": " "}, "Say what the resource is"),
        ({"standing": "perhaps"}, "whether the resource is there"),
        ({"kind": "magic"}, "the kind of resource"),
    ],
)
def test_what_a_resource_needs_is_said(plan, changes, sentence):
    with pytest.raises(Refused, match=sentence):
        make.resource_line(plan, **changes)


@pytest.mark.parametrize("build", [make.outcome, make.resource_line])
def test_two_people_who_change_the_same_row_meet(plan, build):
    row = build(plan)
    change, details = {
        Outcome: (workflow.change_outcome, make.outcome_details(measure="Another")),
        ResourceLine: (workflow.change_resource, make.resource_details(amount="Another")),
    }[type(row)]

    with pytest.raises(workflow.EditConflict):
        change(row, by=plan.lead, details=details, opened="from something else")


@pytest.mark.parametrize("build", [make.outcome, make.resource_line])
def test_a_row_that_somebody_took_out_is_not_changed(plan, build):
    row = build(plan)
    remove = workflow.remove_outcome if build is make.outcome else workflow.remove_resource
    remove(row, by=plan.lead)

    with pytest.raises(Refused, match="Somebody else took this out"):
        remove(type(row)(pk=999_999, plan=plan), by=plan.lead)


@pytest.mark.parametrize("role", Role)
def test_who_may_write_the_content_of_a_plan(plan, role):
    who = make.user(role)
    steps = (
        lambda: make.outcome(plan, by=who),
        lambda: make.resource_line(plan, by=who),
        lambda: workflow.record_equality(plan, by=who, answers=make.equality_answers(plan)),
        lambda: workflow.link_framework(plan, by=who, points=[AIM]),
    )
    for step in steps:
        if Capability.PLAN_EDIT in ROLES[role]:
            step()
        else:
            with pytest.raises(Refused):
                step()


# --- Equality record -----------------------------------------------------------------------------
def test_the_nine_of_the_law_and_the_councils_own_are_asked_about(plan):
    codes = list(workflow.equality_values(plan))

    assert codes[:9] == [term.code for term in PROTECTED]
    assert codes[9:] == ["rurality", "socio-economic", "care-experienced"]


def test_an_equality_record_may_be_saved_with_blanks_and_keeps_who_wrote_it(plan):
    workflow.record_equality(plan, by=plan.lead, answers={"age": {"effect": "positive"}})
    workflow.record_equality(plan, by=plan.lead, answers={"age": {"evidence": "Older people"}})

    record = EqualityRecord.objects.get()
    assert (record.effect, record.evidence) == ("positive", "Older people")
    assert record.updated_by == plan.lead
    assert actions_of(plan).count("actionplans.record_equality") == 2


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"height": {"effect": "neutral"}}, "characteristics that are asked about"),
        ({"age": {"effect": "dreadful"}}, "positive, neutral or negative"),
    ],
)
def test_the_equality_record_keeps_to_what_is_asked(plan, answers, sentence):
    with pytest.raises(Refused, match=sentence):
        workflow.record_equality(plan, by=plan.lead, answers=answers)


def test_an_equality_record_that_says_the_same_leaves_no_trace(ready):
    before = len(actions_of(ready))

    workflow.record_equality(ready, by=ready.lead, answers=make.equality_answers(ready))

    assert len(actions_of(ready)) == before


def test_a_blank_of_the_equality_record_keeps_a_plan_from_approval(ready):
    answers = {
        "age": {"effect": "", "evidence": " "},
        "sex": {"effect": "negative", "evidence": "Women after dark", "mitigation": ""},
    }
    workflow.record_equality(ready, by=ready.lead, answers=answers)

    page = f"/plans/{ready.reference}/equality/"
    assert missing(ready) == [
        ("Equality, age: choose the effect", f"{page}#id_effect_age"),
        ("Equality, age: say how you know", f"{page}#id_evidence_age"),
        (
            "Equality, sex: say what is done about the negative effect",
            f"{page}#id_mitigation_sex",
        ),
    ]
    with pytest.raises(workflow.Incomplete):
        workflow.submit(ready, by=ready.lead)


# --- Framework links -----------------------------------------------------------------------------
def test_a_plan_serves_aims_that_are_chosen_and_taken_out(plan):
    other = ("corporate-plan-2019", "economy")
    workflow.link_framework(plan, by=plan.lead, points=[AIM, other])
    workflow.link_framework(plan, by=plan.lead, points=[other])

    link = plan.framework_links.get()
    assert (link.item_label, link.theme_label) == ("Economy", "Our Place")
    assert actions_of(plan).count("actionplans.link_framework") == 2


def test_an_aim_that_there_is_not_is_refused(plan):
    with pytest.raises(Refused, match="in force"):
        workflow.link_framework(plan, by=plan.lead, points=[("corporate-plan-2019", "fun")])


def put_in_force(**changes):
    """The council loads a pack that says something else."""
    CouncilPack.objects.filter(in_force=True).update(in_force=False)
    made = make.council_pack(**changes)
    CouncilPack.objects.filter(pk=made.pk).update(in_force=True)
    packs.forget()


def successor():
    data = make.pack_data()["frameworks"][0]
    ended = data | {"valid_to": clock.today().replace(year=2024)}
    return [ended, data | {"code": "corporate-plan-next", "name": "The next plan"}]


def test_a_link_to_a_framework_that_has_gone_stays_readable_and_counts_no_more(ready):
    put_in_force(frameworks=successor())

    assert missing(ready) == [
        (
            "Choose at least one aim of the council that the plan serves",
            f"/plans/{ready.reference}/framework/#id_links",
        )
    ]
    assert str(ready.framework_links.get()).startswith("Corporate Plan 2019-2023: ")

    workflow.link_framework(ready, by=ready.lead, points=[AIM, ("corporate-plan-next", "economy")])
    assert missing(ready) == []
    workflow.link_framework(ready, by=ready.lead, points=[("corporate-plan-next", "economy")])
    with pytest.raises(Refused, match="in force"):
        workflow.link_framework(ready, by=ready.lead, points=[AIM])


def test_a_council_without_a_framework_in_force_asks_for_no_aim(ready):
    workflow.link_framework(ready, by=ready.lead, points=[])
    put_in_force(frameworks=successor()[:1])

    assert missing(ready) == []


# --- What is missing, and what is frozen ---------------------------------------------------------
def test_baseline_and_target_are_asked_for_before_approval(ready):
    row = ready.outcomes.get()
    ready.outcomes.update(baseline="", target=" ")

    page = f"/plans/{ready.reference}/outcomes/{row.pk}/"
    assert missing(ready) == [
        (f"Outcome “{row}”: give its {field}, or say why there is none", f"{page}#id_{field}")
        for field in ("baseline", "target")
    ]


def test_a_version_freezes_the_content_as_it_was(ready):
    make.resource_line(ready)
    version = workflow.submit(ready, by=ready.lead)
    workflow.remove_outcome(ready.outcomes.get(), by=ready.lead)
    workflow.record_equality(ready, by=ready.lead, answers={"age": {"effect": "positive"}})

    content = json.loads(version.content)
    assert content["outcomes"][0]["baseline"] == "31% in the survey of June"
    assert content["resources"][0]["standing"] == "partner"
    assert [row["code"] for row in content["equality"]][:2] == ["age", "disability"]
    assert content["framework"][0]["item_label"] == "Public Safety & Environment"
    reading = frozen.Reading(version)
    assert reading.table("outcomes")[1] == [
        (
            "Alleys that people use after dark",
            "Residents who say that they feel safe there",
            "31% in the survey of June",
            "50% a year later",
            "The survey, every June",
        )
    ]
    assert reading.table("resources")[1] == [
        (
            "An outreach worker",
            "People and time",
            "Two evenings a week",
            "Riverside Trust",
            "A partner gives it",
        )
    ]
    assert reading.table("equality")[1][0][:2] == ("Age", "Neutral")


def test_the_content_is_compared_with_what_is_material(ready):
    workflow.submit(ready, by=ready.lead)
    row = ready.outcomes.get()
    details = make.outcome_details(target="60%", monitored="Each May")
    workflow.change_outcome(row, by=ready.lead, details=details)
    workflow.record_equality(ready, by=ready.lead, answers={"age": {"effect": "positive"}})
    make.resource_line(ready)
    workflow.link_framework(ready, by=ready.lead, points=[("corporate-plan-2019", "economy")])

    told = frozen.changes_since_newest(selectors.WorkingCopy(ready))

    assert [tuple(change) for change in told] == [
        (f"Outcome “{row}”, target", "50% a year later", "60%", True),
        (f"Outcome “{row}”, monitoring", "The survey, every June", "Each May", False),
        ("Resource “An outreach worker”", "not in the plan", "added", True),
        ("Equality, Age, effect", "Neutral", "Positive", True),
        ("Aim “Public Safety & Environment”", "in the plan", "taken out", False),
        ("Aim “Economy”", "not in the plan", "added", False),
    ]


def test_a_version_from_before_there_was_such_content_reads_on(ready):
    content = json.loads(workflow.submit(ready, by=ready.lead).content)
    for key in ("outcomes", "equality", "framework"):
        del content[key]
    old = ready.versions.get()
    old.content = json.dumps(content)

    assert [part.rows for part in frozen.Reading(old).parts] == [[], [], [], []]
    today = selectors.frozen_content(selectors.WorkingCopy(ready))
    told = frozen.differences(ready, json.loads(old.content), today)
    assert {change.what for change in told} >= {"Equality, Age, effect"}


def test_a_plan_without_such_content_keeps_its_name(plan):
    assert not selectors.WorkingCopy(plan).parts.frozen
