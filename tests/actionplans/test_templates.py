"""A plan goes on under a newer template, and nothing that was written is lost."""

import json

import pytest
from django.db import IntegrityError, transaction

from actionplans import permissions, selectors, workflow
from actionplans.models import TemplateMove
from actionplans.selectors.templates import newer_template
from actionplans.stages.template import keeps_its_places, stage_changes
from carp import clock
from carp.accounts.roles import Role
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.council import packs
from carp.council.models import CouncilPack
from carp.council.shapes import Question, Stage
from tests import make
from tests.make.council import pack_data
from tests.refusals import refused_as_null, refused_by

pytestmark = pytest.mark.django_db


def stage(code, *questions, name=""):
    return Stage(code, name or code, "", tuple(questions))


# --- What differs ---------------------------------------------------------------------------------
def test_questions_that_come_go_or_change_are_told_by_their_codes():
    old = [stage("a", Question("x", "X"), Question("y", "Y"), Question("z", "Z")), stage("b")]
    new = [
        stage("a", Question("z", "Z", required=True), Question("y", "Why?"), Question("n", "N")),
        stage("b", name="Bee"),
    ]

    first, second = stage_changes(old, new)

    assert [question.code for question in first.new] == ["n"]
    assert [question.code for question in first.gone] == ["x"]
    assert [(then.label, now.label) for then, now in first.renamed] == [("Y", "Why?")]
    assert [question.code for question in first.now_required] == ["z"]
    assert (first.is_renamed, second.is_renamed) == (False, True)
    assert list(stage_changes(old, old)) == []


@pytest.mark.parametrize(
    ("codes", "kept"), [("abc", True), ("axc", True), ("acb", False), ("bxc", False)]
)
def test_stages_that_change_places_are_noticed(codes, kept):
    old = [stage(code) for code in "abc"]
    assert keeps_its_places(old, [stage(code) for code in codes]) is kept


# --- A newer pack ---------------------------------------------------------------------------------
@pytest.fixture
def newer():
    """A pack is put in force that was changed by the given function."""

    def put(change):
        data = pack_data()
        change(data)
        version = make.council_pack(**data)
        CouncilPack.objects.update(in_force=False)
        CouncilPack.objects.filter(pk=version.pk).update(in_force=True)
        packs.forget()
        return CouncilPack.objects.get(pk=version.pk)

    yield put
    packs.forget()


def another_first_stage(data):
    """“Urgency” goes, a question comes, the evidence is asked for in other words."""
    first = data["stages"][0]
    first["questions"] = [each for each in first["questions"] if each["code"] != "urgency"]
    first["questions"][0]["label"] = "What shows it"
    first["questions"].append({"code": "voices", "label": "What people say", "required": True})


@pytest.fixture
def plan(officer):
    plan = make.plan(by=officer)
    answers = {"evidence": "41 complaints", "urgency": "Before the winter."}
    workflow.save_stage(plan, 1, by=officer, answers=answers, edition=1)
    return plan


def move(plan, version, *, by):
    return workflow.move_template(plan, by=by, to=version.content_hash)


def test_a_plan_with_the_newest_template_has_nothing_to_move_to(visit, plan, officer):
    assert newer_template(plan) is None
    assert "newest template already" in visit("template-move", plan.reference).text
    with pytest.raises(Refused, match="newest template already"):
        move(plan, plan.council_pack, by=officer)


def test_a_pack_that_says_the_same_of_plans_offers_no_move(plan, newer):
    newer(lambda data: data["identity"].update(telephone="01427 000000"))
    assert newer_template(plan) is None


def test_the_page_shows_what_is_new_gone_and_renamed(visit, plan, newer):
    version = newer(another_first_stage)

    assert "see what is new" in visit("plan-detail", plan.reference).text
    text = visit("template-move", plan.reference).text
    assert "New: What people say. Needed before the plan is submitted" in text
    assert "No longer asked: Urgency assessment. An answer stays readable" in text
    assert "Renamed: “Evidence and data” becomes “What shows it”" in text

    done = visit("template-move", plan.reference, data={"to": version.content_hash})
    assert "Every answer is still there." in done.text
    assert "see what is new" not in done.text


def test_answers_stay_with_their_questions_or_readable_beside_them(visit, plan, officer, newer):
    before = dict(plan.stages.values_list("number", "answers"))
    move(plan, newer(another_first_stage), by=officer)
    plan.refresh_from_db()

    assert dict(plan.stages.values_list("number", "answers")) == before
    seen = visit("stage-detail", plan.reference, 1)
    assert seen.value("evidence") == "41 complaints"
    assert "No longer asked" in seen.text
    assert "Urgency assessment Before the winter." in seen.text
    assert not seen.page.xpath("//*[@name='urgency']")
    lacking = [each.text for each in selectors.missing(selectors.WorkingCopy(plan))]
    assert lacking == []  # the first stage is not asked for by this type of plan


def test_an_old_answer_outlives_later_saving_and_further_moves(visit, plan, officer, newer):
    move(plan, newer(another_first_stage), by=officer)
    answers = {"evidence": "52 complaints", "voices": "They are afraid."}
    workflow.save_stage(plan, 1, by=officer, answers=answers, edition=2)

    def further(data):
        another_first_stage(data)
        data["stages"][0]["questions"].pop()

    plan.refresh_from_db()
    move(plan, newer(further), by=officer)
    text = visit("stage-detail", plan.reference, 1).text
    assert "What people say They are afraid." in text
    assert "Urgency assessment Before the winter." in text


def test_earlier_iterations_show_what_they_were_asked(visit, plan, officer, newer):
    workflow.complete_stage(plan, 1, by=officer)
    move(plan, newer(another_first_stage), by=officer)

    text = visit("revision-detail", plan.reference, 1, 1).text
    assert "Urgency assessment Before the winter." in text
    assert "What people say Not answered" in text


def test_a_version_stays_as_it_was_asked_and_what_boards_approved_in_force(plan, officer, newer):
    in_force = make.plan_in_force(plan).versions.get()
    move(plan, newer(another_first_stage), by=officer)
    plan.refresh_from_db()

    in_force.refresh_from_db()
    labels = [each["label"] for each in json.loads(in_force.content)["stages"][0]["answers"]]
    assert labels[-1] == "Urgency assessment"
    assert in_force.status == "effective"
    again = json.loads(workflow.submit(plan, by=officer).content)
    assert again["council_pack"] == plan.council_pack.content_hash
    assert [each["code"] for each in again["stages"][0]["answers"]][-1] == "voices"


def test_the_words_of_a_version_are_those_of_its_own_pack(visit, plan, officer, newer):
    version = make.submitted_version(plan)

    def rename(data):
        data["horizons"][0]["label"] = "At once"

    move(plan, newer(rename), by=officer)
    before = visit("version-detail", plan.reference, version.number).text
    assert "At once" not in before
    assert "At once" in visit("plan-detail", plan.reference).text


def test_what_is_no_longer_offered_is_named_and_kept(visit, plan, officer, newer):
    make.resource_line(plan, by=officer, kind="knowledge")

    def fewer(data):
        kept = [each for each in data["resource_kinds"] if each["code"] != "knowledge"]
        data["resource_kinds"] = kept
        local = data.setdefault("equality", {}).get("local_characteristics", [])
        data["equality"]["local_characteristics"] = local[1:]

    local = selectors.pack_of(plan).equality.local_characteristics[0].label
    version = newer(fewer)
    page = visit("template-move", plan.reference).text
    assert "Resource “An outreach worker”: Kind, now “Knowledge and contacts”" in page
    assert f"Equality record: {local}, now “{local}”" in page

    move(plan, version, by=officer)
    plan.refresh_from_db()
    text = visit("plan-detail", plan.reference).text
    assert f"{local} (no longer asked)" in text
    event = trail.of_subject(plan).last()
    assert (
        "Resource “An outreach worker”, Kind: Knowledge and contacts"
        in (event.after["no_longer_offered"])
    )
    # Nothing of it keeps the plan from being submitted.
    assert selectors.missing(selectors.WorkingCopy(plan)) == []


def test_the_step_stands_in_the_trail_and_the_history(visit, plan, officer, newer):
    old = plan.council_pack.content_hash
    version = newer(another_first_stage)
    made = move(plan, version, by=officer)

    event = trail.of_subject(plan).last()
    assert (event.action, event.by) == ("actionplans.move_template", officer)
    assert event.before == {"council_pack": old}
    assert event.after["council_pack"] == version.content_hash
    assert event.after["no_longer_asked"] == [[1, "urgency"]]
    assert (made.from_pack.content_hash, made.to_pack) == (old, version)
    assert "Moved to the newest template" in visit("plan-history", plan.reference).text


# --- What was typed meanwhile ---------------------------------------------------------------------
def test_a_text_for_a_question_that_went_meanwhile_is_shown_and_not_lost(
    visit, plan, officer, newer
):
    move(plan, newer(another_first_stage), by=officer)
    typed = {"opened_edition": 2, "evidence": "60 complaints", "urgency": "This very week."}

    met = visit("stage-detail", plan.reference, 1, data=typed)
    assert "moved to a newer template while you were writing" in met.text
    assert "You wrote to “Urgency assessment” This very week." in met.text
    assert met.value("evidence") == "60 complaints"
    assert plan.stages.get(number=1).answers["evidence"] == "41 complaints"

    url = "stage-autosave"
    waiting = visit(url, plan.reference, 1, data=typed)
    assert (waiting.status, json.loads(waiting.body)["again"]) == (409, False)

    visit("stage-detail", plan.reference, 1, data=typed | {"urgency": ""})
    answers = plan.stages.get(number=1).answers
    assert (answers["evidence"], answers["urgency"]) == ("60 complaints", "Before the winter.")


def test_a_page_from_before_does_not_empty_what_it_did_not_ask(visit, plan, officer, newer):
    move(plan, newer(another_first_stage), by=officer)
    given = {"voices": "They are afraid."}
    workflow.save_stage(plan, 1, by=officer, answers=given, edition=2)

    visit("stage-detail", plan.reference, 1, data={"opened_edition": 3, "evidence": "70"})
    answers = plan.stages.get(number=1).answers
    assert (answers["evidence"], answers["voices"]) == ("70", "They are afraid.")


# --- What is refused ------------------------------------------------------------------------------
def test_lead_and_nominated_officer_move_a_plan_and_nobody_else(plan, officer, newer):
    version = newer(another_first_stage)
    assert permissions.can_move_template(plan.lead, plan)
    for other in (make.user(Role.OFFICER), make.user(Role.AUDITOR)):
        with pytest.raises(Refused, match="Only its lead"):
            move(plan, version, by=other)


def test_a_closed_plan_keeps_its_template(visit, plan, officer, newer):
    version = newer(another_first_stage)
    plan.closed_at = clock.now()
    plan.save(update_fields=("closed_at",))

    with pytest.raises(Refused, match="closed"):
        move(plan, version, by=officer)
    assert visit("template-move", plan.reference).status == 403
    assert "see what is new" not in visit("plan-detail", plan.reference).text


def test_another_pack_than_the_one_looked_at_is_refused(visit, plan, officer, newer):
    seen = newer(another_first_stage)
    newer(lambda data: data["stages"][1].update(name="Another name"))
    met = visit("template-move", plan.reference, data={"to": seen.content_hash})
    assert "changed again since you looked" in met.text
    assert not TemplateMove.objects.exists()


def test_stages_in_another_order_are_refused(visit, plan, officer, newer):
    def turn(data):
        data["stages"][0], data["stages"][1] = data["stages"][1], data["stages"][0]

    version = newer(turn)
    with pytest.raises(Refused, match="another order"):
        move(plan, version, by=officer)
    seen = visit("template-move", plan.reference)
    assert "another order" in seen.text
    assert "Use the newest template" not in seen.text


def test_a_type_that_has_gone_is_refused(visit, plan, officer, newer):
    version = newer(lambda data: data["plan_types"].pop(0))
    with pytest.raises(Refused, match="has no “Community at risk action plan” any more"):
        move(plan, version, by=officer)
    assert visit("template-move", plan.reference).status == 200


def test_a_theme_under_which_a_plan_stands_must_be_there(officer, newer):
    child = make.plan(by=officer, plan_type="delivery-plan", ready=False)

    def fewer(data):
        kind = next(each for each in data["plan_types"] if each["code"] == "partnership-plan")
        kind["themes"] = [each for each in kind["themes"] if each["code"] != "environment"]

    version = newer(fewer)
    with pytest.raises(Refused, match=f"no theme “Environment”, under which {child.reference}"):
        move(child.umbrella, version, by=officer)


# --- The database ---------------------------------------------------------------------------------
def test_a_move_leads_to_another_pack(plan, officer):
    pack = plan.council_pack
    with refused_by("actionplans_template_moves_on"):
        TemplateMove.objects.create(plan=plan, from_pack=pack, to_pack=pack, moved_by=officer)
    with refused_as_null():
        TemplateMove.objects.create(plan=plan, from_pack=None, to_pack=pack, moved_by=officer)


def test_moves_are_append_only(plan, officer, newer):
    move(plan, newer(another_first_stage), by=officer)
    for act in (
        lambda: TemplateMove.objects.update(moved_at=clock.now()),
        lambda: TemplateMove.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            act()
