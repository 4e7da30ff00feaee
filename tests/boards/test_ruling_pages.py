"""A board suspends, resumes and rescinds on its own page."""

import pytest
from lxml import html

from actionplans.models import PlanVersion, Ruling
from carp.governance.models import Decision
from tests import make
from tests.boards.conftest import confirm_draft, deliberation, field
from tests.web.html import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.laid("plan_in_force")]
HOUSING = "housing-board"


def errors(response):
    page = html.fromstring(response.content.decode())
    return page.xpath("//*[@class='govuk-error-summary']//li/a/@href")


@pytest.fixture
def version():
    return make.plan_in_force().versions.get()


@pytest.fixture
def rule(visit, version, housing):
    def go(kind="suspend", *, by=None, code=HOUSING, **changes):
        data = deliberation(housing) | {"kind": kind} | changes
        where = (code, version.plan.reference, version.number)
        return visit(by or housing[0], "boards:version-rule", *where, data=data)

    return go


def kinds(response):
    return html.fromstring(response.content.decode()).xpath("//input[@name='kind']/@value")


def test_a_board_suspends_and_resumes_from_the_page_of_the_version(visit, rule, version, housing):
    where = (version.plan.reference, version.number)
    page = visit(housing[0], "actionplans:version-detail", *where)
    assert "Suspend or rescind it for the Housing Board" in text_of(page)
    form = visit(housing[0], "boards:version-rule", HOUSING, *where)
    assert kinds(form) == ["suspend", "rescind"]

    done = rule("suspend")

    assert "The draft has been saved." in text_of(done)
    assert "Suspend" in text_of(done)
    waits = visit(housing[0], "boards:version-rule", HOUSING, *where)
    assert "it waits to be confirmed. Read the draft" in text_of(waits)
    assert not Ruling.objects.exists()
    confirm_draft(visit)
    page = text_of(visit(housing[0], "actionplans:version-detail", *where))
    assert "Housing Board: suspended" in page
    assert "The need is clear." in page
    assert "Resume or rescind it for the Housing Board" in page
    assert kinds(visit(housing[0], "boards:version-rule", HOUSING, *where)) == ["resume", "rescind"]
    plan = text_of(visit(housing[0], "actionplans:plan-detail", version.plan.reference))
    assert "Version 1 is suspended: no money follows it." in plan
    assert "A board suspended version 1." in plan

    rule("resume")
    confirm_draft(visit)
    version.refresh_from_db()
    assert version.status == PlanVersion.Status.EFFECTIVE


def test_a_rescinded_version_is_shown_as_such_and_cannot_be_ruled_on(visit, rule, version, housing):
    rule("rescind")
    confirm_draft(visit)

    where = (version.plan.reference, version.number)
    assert "there is nothing to suspend" in text_of(
        visit(housing[0], "boards:version-rule", HOUSING, *where)
    )
    assert "Rescinded" in text_of(visit(housing[0], "actionplans:version-detail", *where))
    listed = visit(housing[0], "actionplans:plan-list", query={"state": "rescinded"})
    assert version.plan.reference in text_of(listed)


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"kind": ""}, "#id_kind"),
        ({"kind": "resume"}, "#id_kind"),
        ({"kind": "approve"}, "#id_kind"),
        ({"reasons": ""}, "#id_reasons"),
        ({"alternatives": ""}, "#id_alternatives"),
        (
            {"decided_on_day": 1, "decided_on_month": 1, "decided_on_year": 2020},
            "#id_decided_on",
        ),
    ],
)
def test_bad_input_is_said_beside_its_field_and_nothing_typed_is_lost(rule, changes, where):
    seen = rule(conflicts="One was declared.", **changes)

    assert errors(seen) == [where]
    assert field(seen, "conflicts") == "One was declared."
    assert not Ruling.objects.exists()


def test_a_drafted_ruling_is_written_anew_on_its_own_form(visit, rule, version, housing):
    rule("suspend")
    drafted = Decision.objects.drafts().get()

    form = visit(housing[0], "boards:decision-change", HOUSING, drafted.pk)
    assert kinds(form) == ["suspend", "rescind"]
    data = deliberation(housing) | {"kind": "rescind", "edition": drafted.edition}
    visit(housing[0], "boards:decision-change", HOUSING, drafted.pk, data=data)
    confirm_draft(visit)

    version.refresh_from_db()
    assert version.status == PlanVersion.Status.RESCINDED


def test_too_few_to_decide_is_said_and_nothing_typed_is_lost(rule, housing):
    absent = {f"vote_{person.pk}": "" for person in housing[1:]}
    seen = rule(**absent)

    assert "members without an interest to decide" in text_of(seen)
    assert field(seen, "reasons") == "The need is clear."
    assert not Ruling.objects.exists()


def test_what_another_member_decided_meanwhile_keeps_what_was_typed(rule, version):
    make.ruling(version, kind="rescind")

    seen = rule("suspend", reasons="Long in the writing.")

    assert seen.status_code == 200
    assert field(seen, "reasons") == "Long in the writing."
    assert Ruling.objects.count() == 1


def test_who_was_counted_for_the_other_board_is_not_offered(visit, version, housing):
    other = make.board("management-team")[0]
    make.seat_also(other, HOUSING)

    page = visit(housing[0], "boards:version-rule", HOUSING, version.plan.reference, 1)

    document = html.fromstring(page.content.decode())
    offered = document.xpath(f"//select[@name='vote_{other.pk}']/option/@value")
    assert offered == ["", "recused"]
    assert "Not counted: decided for the Management Team." in text_of(page)


def test_a_member_of_another_board_has_no_such_page(visit, version, management):
    for code in (HOUSING, "sww-strategic"):
        seen = visit(management[0], "boards:version-rule", code, version.plan.reference, 1)
        assert seen.status_code == 403
