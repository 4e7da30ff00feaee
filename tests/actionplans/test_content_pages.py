"""The pages of outcomes, resources, equality record and framework links."""

import csv
import io

import pytest

from actionplans import workflow
from carp.accounts.roles import Role
from tests import make
from tests.make.actionplans import AIM

pytestmark = [pytest.mark.django_db, pytest.mark.once]

OUTCOME = {
    "outcome": "Alleys that people use",
    "measure": "Residents who feel safe",
    "baseline": "",
    "target": "",
    "monitored": "A survey each June",
}
RESOURCE = {
    "resource": "An outreach worker",
    "kind": "people",
    "amount": "",
    "standing": "partner",
    "organisation": "Riverside Trust",
}


@pytest.fixture
def plan(officer):
    return make.plan(by=officer, ready=False)


def sent(seen, **changes):
    """What the form of a page sends back as it stands."""
    form = seen.page.xpath("//main//form")[0]
    return dict(form.form_values()) | changes


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("outcome", OUTCOME, "The outcome has been added."),
        ("resource", RESOURCE, "The resource has been added."),
    ],
)
def test_a_row_is_added_changed_and_taken_out(visit, plan, name, data, said):
    added = visit(f"{name}-new", plan.reference, data=data)
    assert said in added.text
    row = getattr(plan, f"{name}s").get()
    assert str(row) in added.text

    page = visit(f"{name}-change", plan.reference, row.pk)
    changed = visit(
        f"{name}-change", plan.reference, row.pk, data=sent(page, **{name: "Said otherwise"})
    )
    assert f"The {name} has been changed." in changed.text
    assert "Said otherwise" in changed.text

    assert "Said otherwise" in visit(f"{name}-remove", plan.reference, row.pk).text
    gone = visit(f"{name}-remove", plan.reference, row.pk, data={})
    assert f"The {name} has been taken out of the plan." in gone.text
    assert visit(f"{name}-change", plan.reference, row.pk).status == 404


def test_an_outcome_says_beside_the_field_what_it_lacks_and_keeps_the_rest(visit, plan):
    seen = visit(
        "outcome-new", plan.reference, data=OUTCOME | {"measure": " ", "baseline": "x" * 201}
    )

    assert seen.errors()["#id_measure"] == "Say what is measured"
    assert "#id_baseline" in seen.errors()
    assert seen.value("outcome") == "Alleys that people use"
    assert seen.value("baseline") == "x" * 201
    assert not plan.outcomes.exists()


@pytest.mark.parametrize("value", ["", "magic"])
def test_a_resource_of_no_known_kind_is_refused_beside_its_field(visit, plan, value):
    seen = visit("resource-new", plan.reference, data=RESOURCE | {"kind": value, "standing": value})

    assert list(seen.errors()) == ["#id_kind", "#id_standing"]
    assert seen.value("organisation") == "Riverside Trust"


@pytest.mark.parametrize(
    ("name", "build"), [("outcome", make.outcome), ("resource", make.resource_line)]
)
def test_the_second_of_two_people_sees_both_texts(visit, plan, name, build):
    row = build(plan)
    page = sent(visit(f"{name}-change", plan.reference, row.pk), **{name: "Mine"})
    visit(f"{name}-change", plan.reference, row.pk, data=page | {name: "Theirs"})

    met = visit(f"{name}-change", plan.reference, row.pk, data=page)

    assert "Somebody else made this “Theirs”" in met.errors()[f"#id_{name}"]
    assert met.value(name) == "Mine"
    again = visit(f"{name}-change", plan.reference, row.pk, data=sent(met))
    assert "has been changed" in again.text


def test_a_row_of_another_plan_is_not_found(visit, plan):
    other = make.outcome(make.plan(ready=False))

    assert visit("outcome-change", plan.reference, other.pk).status == 404


# --- Equality record -----------------------------------------------------------------------------
def test_the_equality_record_is_one_sheet_that_saves_blanks(visit, plan):
    page = visit("equality-change", plan.reference)
    headings = [each.text_content().strip() for each in page.page.xpath("//main//legend")]
    assert "Age" in headings
    assert "Living in a rural place" in headings

    data = sent(page, effect_age="positive", evidence_age="Older people walk there")
    seen = visit("equality-change", plan.reference, data=data)

    assert "The equality record has been saved." in seen.text
    assert "1 of 12 characteristics have been looked at. Last changed by Nora Quill" in seen.text
    assert "Older people walk there" in seen.text


def test_a_wrong_answer_of_the_equality_record_loses_nothing(visit, plan):
    page = visit("equality-change", plan.reference)
    data = sent(page, effect_age="dreadful", evidence_sex="y" * 501, mitigation_race="Kept")

    seen = visit("equality-change", plan.reference, data=data)

    assert list(seen.errors()) == ["#id_effect_age", "#id_evidence_sex"]
    assert seen.value("mitigation_race") == "Kept"
    assert not plan.equality.exists()


def test_two_people_at_the_equality_record_meet(visit, plan):
    page = sent(visit("equality-change", plan.reference), evidence_age="Mine")
    answers = {"age": {"effect": "positive", "evidence": "Theirs"}}
    workflow.record_equality(plan, by=plan.lead, answers=answers)

    met = visit("equality-change", plan.reference, data=page)

    assert "Theirs" in met.errors()["#id_evidence_age"]
    assert "Positive" in met.errors()["#id_effect_age"]
    assert met.value("evidence_age") == "Mine"


# --- Framework links -----------------------------------------------------------------------------
def test_aims_are_chosen_from_the_frameworks_in_force(visit, plan):
    page = visit("framework-change", plan.reference)
    assert "was to be reviewed by 31 March 2023" in page.text
    assert "Economy" in page.text

    data = sent(page) | {"links": ["corporate-plan-2019/economy"]}
    seen = visit("framework-change", plan.reference, data=data)

    assert "The aims that the plan serves have been changed." in seen.text
    assert "Our Place" in seen.text


def test_an_aim_that_was_not_offered_is_refused_beside_the_field(visit, plan):
    page = visit("framework-change", plan.reference)

    seen = visit("framework-change", plan.reference, data=sent(page) | {"links": ["x/y"]})

    assert list(seen.errors()) == ["#id_links"]


def test_two_people_who_choose_aims_meet(visit, plan):
    page = sent(visit("framework-change", plan.reference))
    workflow.link_framework(plan, by=plan.lead, points=[AIM])

    data = page | {"links": ["corporate-plan-2019/economy"]}
    met = visit("framework-change", plan.reference, data=data)

    assert "Public Safety & Environment" in met.errors()["#id_links"]


# --- Tables --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("part", "rows"), [("outcomes", 1), ("resources", 1), ("equality", 12), ("framework", 1)]
)
def test_each_table_is_a_file_too(visit, officer, part, rows):
    plan = make.plan(by=officer)
    make.resource_line(plan)
    version = make.submitted_version(plan)

    for name, args in (("plan-csv", ()), ("version-csv", (version.number,))):
        seen = visit(name, plan.reference, *args, part)
        lines = list(csv.reader(io.StringIO(seen.body.removeprefix("\ufeff"))))
        assert len(lines) == rows + 1
        assert all(lines[1][:2])


def test_a_version_shows_what_was_frozen(visit, officer):
    plan = make.plan(by=officer)
    version = make.submitted_version(plan)
    workflow.remove_outcome(plan.outcomes.get(), by=officer)

    seen = visit("version-detail", plan.reference, version.number)

    assert "31% in the survey of June" in seen.text
    assert "Aims that the plan serves" in seen.text


def test_a_reader_sees_the_content_and_no_way_to_change_it(visit, officer):
    plan = make.plan(by=officer)
    make.resource_line(plan)

    seen = visit("plan-detail", plan.reference, by=make.user(Role.AUDITOR))

    assert "An outreach worker" in seen.text
    for part in ("outcomes", "resources", "equality", "framework"):
        assert not seen.page.xpath(
            f"//main//a[contains(@href, '/{part}/')][not(contains(@href, 'tables'))]"
        )
