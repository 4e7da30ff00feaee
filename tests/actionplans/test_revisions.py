"""Minor changes of a plan in force: published without the boards, and never what money follows."""

import json
from datetime import timedelta

import pytest

from actionplans import selectors, workflow
from actionplans.models import MinorRevision
from carp.accounts.roles import Role
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.outbox.models import OutboxItem
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.laid("plan_in_force")]


@pytest.fixture
def plan():
    return make.plan_in_force()


def publish(plan, *, by=None, reason="The supplier delivers later."):
    return workflow.publish_minor_revision(plan, by=by or plan.lead, reason=reason)


def put_off(plan, **changes):
    """The need is looked at a month later, unless something else is changed."""
    line = plan.need_lines.get()
    details = {"monitoring_on": line.monitoring_on + timedelta(days=30)} | changes
    workflow.change_need_line(line, by=plan.lead, details=make.need_details(**details))


def test_later_dates_and_other_words_are_published_without_the_boards(plan):
    put_off(plan, need="Lighting and two skips")
    make.team_member(plan)

    revision = publish(plan)

    assert (revision.label, revision.version.number) == ("1.1", 1)
    content = json.loads(revision.content)
    assert content["needs"][0]["need"] == "Lighting and two skips"
    assert selectors.version_in_force(plan).status == "effective"
    assert plan.versions.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"amount_pence": 600_001},
        {"amount_pence": 599_999},
        {"money_type": "capital"},
        {"outcome": "Something else"},
        {"purpose": "response"},
    ],
)
def test_an_amount_a_type_or_an_outcome_goes_to_the_boards(plan, changes):
    put_off(plan, **changes)

    with pytest.raises(workflow.Material, match="needs the approval of the boards"):
        publish(plan)
    assert not MinorRevision.objects.exists()


def test_a_new_line_and_a_withdrawn_one_go_to_the_boards(plan):
    line = make.need_line(plan)
    with pytest.raises(workflow.Material):
        publish(plan)

    workflow.withdraw_need_line(line, by=plan.lead, reason="Not wanted.")
    with pytest.raises(Refused, match="Nothing has changed since version 1"):
        publish(plan)
    workflow.withdraw_need_line(plan.need_lines.get(number=1), by=plan.lead, reason="Done.")
    with pytest.raises(workflow.Material):
        publish(plan)


def test_an_action_that_comes_or_goes_goes_to_the_boards(plan):
    action = make.action(plan, title="Another action")
    with pytest.raises(workflow.Material):
        publish(plan)

    workflow.move_action(action, by=plan.lead, step="cancel", reason="Not wanted.")
    make.team_member(plan)
    assert publish(plan).label == "1.1"


def test_another_lead_goes_to_the_boards(plan):
    workflow.change_plan(plan, by=plan.lead, title=plan.title, lead=make.user(Role.OFFICER))
    with pytest.raises(workflow.Material):
        publish(plan, by=plan.created_by)


def test_an_answer_that_approval_asks_for_is_material_and_another_is_not(plan):
    workflow.save_stage(plan, 1, by=plan.lead, answers={"evidence": "More"}, edition=1)
    assert publish(plan).label == "1.1"

    stage = plan.stages.get(number=6)
    answers = stage.answers | {"outcomes": "Fewer."}
    workflow.save_stage(plan, 6, by=plan.lead, answers=answers, edition=stage.edition)
    with pytest.raises(workflow.Material):
        publish(plan)


def test_small_steps_are_counted_from_what_the_boards_approved(plan):
    put_off(plan)
    assert publish(plan).label == "1.1"
    with pytest.raises(Refused, match=r"Nothing has changed since version 1\.1"):
        publish(plan)
    put_off(plan)
    assert publish(plan).label == "1.2"
    put_off(plan, amount_pence=600_001)
    with pytest.raises(workflow.Material):
        publish(plan)


def test_money_follows_what_the_boards_approved_and_not_the_revision(plan):
    line = plan.need_lines.get()
    revision = make.minor_revision(plan)

    need = selectors.need_in_force(line)

    assert (need.version, need.amount_pence) == (revision.version, 600_000)
    assert make.allocation(line=line).version == revision.version


@pytest.mark.parametrize("kind", ["suspend", "rescind"])
def test_only_a_plan_in_force_is_revised(plan, kind):
    put_off(plan)
    make.ruling(plan.versions.get(), kind=kind)

    with pytest.raises(Refused, match="Only a plan in force has minor revisions"):
        publish(plan)


def test_a_plan_that_was_never_approved_is_not_revised():
    version = make.submitted_version()

    with pytest.raises(Refused, match="Only a plan in force"):
        publish(version.plan)


def test_a_revision_says_why_and_lacks_nothing(plan):
    put_off(plan)
    with pytest.raises(Refused, match="Say why"):
        publish(plan, reason="  ")

    plan.lead.is_active = False
    plan.lead.save(update_fields=["is_active"])
    with pytest.raises(workflow.Incomplete):
        publish(plan, by=plan.created_by)
    assert not MinorRevision.objects.exists()


def test_who_may_not_submit_publishes_no_revision(plan):
    put_off(plan)
    member = make.user(Role.OFFICER)
    make.team_member(plan, user=member)
    for person in (member, make.user(Role.AUDITOR), make.board_member("housing-board")):
        with pytest.raises(Refused):
            publish(plan, by=person)


def test_a_revision_is_on_the_record_and_the_boards_are_told(plan):
    secretary = make.secretary("management-team")
    revision = make.minor_revision(plan)

    event = trail.of_subject(revision.version).latest("sequence")
    assert (event.action, event.reason) == (
        "actionplans.publish_minor_revision",
        "A better name.",
    )
    assert event.after == {"revision": "1.1", "content_hash": revision.content_hash}
    mails = OutboxItem.objects.filter(key__startswith=f"mail:plan-revised:{revision.pk}:")
    assert [mail.payload["to"] for mail in mails] == [secretary.email]
    assert "Safer alleys" not in str(mails.get().payload)


def test_the_next_version_begins_its_own_revisions(plan):
    make.minor_revision(plan)
    make.need_line(plan)
    make.plan_in_force(plan)

    assert make.minor_revision(plan, title="Another name").label == "2.1"


# --- Pages ----------------------------------------------------------------------------------------
def test_the_page_of_the_submission_offers_a_minor_revision_and_it_is_published(visit, plan):
    put_off(plan)
    submit = visit("plan-submit", plan.reference)
    assert "publish it as a minor revision" in submit.text

    page = visit("plan-revise", plan.reference)
    assert "Everything that changed since version 1 is minor." in page.text
    assert "Monitoring date" in page.text

    done = visit("plan-revise", plan.reference, data={"reason": "Later."})
    assert "Version 1.1 has been published." in done.response.content.decode()
    assert "version 1.1" in done.text
    assert "The plan has changed since" not in done.text
    shown = visit("version-detail", plan.reference, 1)
    assert "Nora Quill" in shown.text
    assert "Later." in shown.text
    compared = visit("version-compare", plan.reference, before="1", after="1.1")
    assert "Version 1 and version 1.1: 1 difference" in compared.text


def test_the_page_says_what_the_boards_must_approve_and_has_no_form(visit, plan):
    put_off(plan, amount_pence=650_000)

    page = visit("plan-revise", plan.reference)

    assert "1 change since version 1 needs the approval of the boards." in page.text
    assert not page.page.xpath("//main//form")
    assert "minor revision" not in visit("plan-submit", plan.reference).text


def test_a_revision_without_a_reason_is_said_beside_the_field(visit, plan):
    put_off(plan)

    assert list(visit("plan-revise", plan.reference, data={"reason": ""}).errors()) == [
        "#id_reason"
    ]
    long = visit("plan-revise", plan.reference, data={"reason": "x" * 301})
    assert list(long.errors()) == ["#id_reason"]
    assert long.value("reason") == "x" * 301


def test_what_became_material_meanwhile_is_refused_with_a_sentence(visit, plan):
    put_off(plan, amount_pence=1)

    seen = visit("plan-revise", plan.reference, data={"reason": "Later."})

    assert "needs the approval of the boards" in seen.text
    assert not MinorRevision.objects.exists()


def test_there_is_nothing_to_revise_where_nothing_changed_or_is_in_force(visit, plan):
    assert "Nothing has changed since version 1" in visit("plan-revise", plan.reference).text
    waiting = make.submitted_version().plan
    assert "No version of this plan is in force" in visit("plan-revise", waiting.reference).text
