"""A return is written in pieces, by several people, and nothing typed is lost."""

import pytest
from django.db import IntegrityError, transaction

from actionplans import workflow
from actionplans.models import MeasureValue, MonitoringReturn, ReturnDraft
from carp import clock
from carp.accounts.roles import Role
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.web.editing import fingerprint
from tests import make
from tests.refusals import refused_as_null

pytestmark = [pytest.mark.django_db, pytest.mark.laid("monitoring_return", "plan_in_force")]


@pytest.fixture
def made():
    return make.monitoring_return()


def draft_of(made, *, by=None, opened=None, **given):
    details = workflow.DraftDetails(**given)
    return workflow.save_return_draft(made, by=by or made.plan.lead, details=details, opened=opened)


def test_a_draft_asks_nothing_and_keeps_what_was_typed(visit, made):
    plan = made.plan
    make.measure(plan)
    typed = {"progress": "", "next_steps": "More gates", "figure_1": "about 24?", "draft": "1"}

    saved = visit("return-write", plan.reference, 1, data=typed, by=plan.lead)

    assert "The draft has been saved. Nothing has been sent." in saved.text
    assert "about 24?" in saved.text
    assert "Go on with the draft" in saved.text
    again = visit("return-write", plan.reference, 1, by=plan.lead)
    assert (again.value("next_steps"), again.value("figure_1")) == ("More gates", "about 24?")
    made.refresh_from_db()
    assert (made.status, made.progress, made.submitted_by) == ("scheduled", "", None)
    assert not MeasureValue.objects.exists()


def test_sending_asks_what_a_draft_did_not_and_consumes_it(visit, made):
    plan = made.plan
    make.measure(plan)
    draft_of(made, next_steps="More gates", figures={"1": "about 24?"})
    page = visit("return-write", plan.reference, 1, by=plan.lead)
    typed = {name: page.value(name) for name in ("opened", "next_steps", "figure_1")}

    wrong = visit("return-write", plan.reference, 1, data=typed, by=plan.lead)
    assert wrong.errors() == {
        "#id_progress": "Say what has been done",
        "#id_figure_1": "Enter a figure, like 12.5",
    }
    assert ReturnDraft.objects.exists()

    right = typed | {"progress": "Two gates", "figure_1": "24"}
    assert (
        "has been sent" in visit("return-write", plan.reference, 1, data=right, by=plan.lead).text
    )
    made.refresh_from_db()
    assert (made.status, made.next_steps) == ("submitted", "More gates")
    assert not ReturnDraft.objects.exists()
    assert MeasureValue.objects.get().actual == 24


def test_who_may_send_it_reads_the_draft_and_nobody_else(visit, made, officer):
    draft_of(made, progress="Half of it is done")
    place = ("return-detail", made.plan.reference, 1)

    for person in (officer, made.plan.lead):
        assert "Half of it is done" in visit(*place, by=person).text
    for person in (make.user(Role.AUDITOR), make.user(Role.OFFICER)):
        text = visit(*place, by=person).text
        assert "Half of it" not in text
        assert "Draft" not in text


def test_a_draft_is_written_before_the_period_is_over_and_sent_after(visit, made):
    later = made.plan.returns.filter(period_end__gte=clock.today()).earliest("number")
    typed = {"progress": "So far", "draft": "1"}
    place = ("return-write", made.plan.reference, later.number)

    assert "Its period is not over yet" in visit(*place).text
    assert "The draft has been saved" in visit(*place, data=typed).text
    refused = visit(*place, data={"progress": "So far"})
    assert "not over yet" in refused.text
    assert refused.value("progress") == "So far"
    assert ReturnDraft.objects.get().made == later


def test_two_people_at_one_draft_lose_nothing(visit, made, officer):
    plan = made.plan
    make.measure(plan)
    opened = visit("return-write", plan.reference, 1).value("opened")
    draft_of(made, progress="The lead's words", figures={"1": "20"})

    mine = {"opened": opened, "progress": "The officer's words", "figure_1": "24", "draft": "1"}
    met = visit("return-write", plan.reference, 1, data=mine)
    assert "wrote “The lead's words” while you were writing" in met.errors()["#id_progress"]
    assert "wrote “20”" in met.errors()["#id_figure_1"]
    assert met.value("progress") == "The officer's words"
    assert ReturnDraft.objects.get().progress == "The lead's words"

    visit("return-write", plan.reference, 1, data=mine | {"opened": met.value("opened")})
    draft = ReturnDraft.objects.get()
    assert (draft.progress, draft.figures, draft.saved_by) == (
        "The officer's words", {"1": "24"}, officer,
    )  # fmt: skip


def test_a_stale_page_does_not_send_past_a_draft(made, officer):
    opened = fingerprint(workflow.return_values(made))
    draft_of(made, progress="Newer")
    details = workflow.ReturnDetails(progress="Older")
    with pytest.raises(workflow.EditConflict):
        workflow.submit_return(made, by=officer, details=details, opened=opened)


def test_a_figure_of_a_measure_that_was_withdrawn_stays_in_the_draft(made):
    measure = make.measure(made.plan)
    draft_of(made, figures={"1": "24"})
    workflow.withdraw_measure(measure, by=made.plan.lead, reason="Nobody counts it.")

    assert draft_of(made, progress="On").figures == {"1": "24"}


def test_a_queried_return_is_drafted_too_and_begins_with_what_was_sent(visit):
    made = make.monitoring_return("queried")
    place = ("return-write", made.plan.reference, 1)
    assert visit(*place).value("progress") == "Two alleys have gates."
    draft_of(made, progress="Three alleys have gates.")
    assert visit(*place).value("progress") == "Three alleys have gates."
    seen = visit("return-detail", made.plan.reference, 1)
    assert "Two alleys have gates." in seen.text
    assert "Three alleys have gates." in seen.text


@pytest.mark.parametrize("status", ["submitted", "accepted"])
def test_what_is_sent_is_not_drafted(status):
    made = make.monitoring_return(status)
    with pytest.raises(Refused):
        draft_of(made, progress="Again")


def test_only_who_may_change_the_plan_saves_a_draft(made):
    with pytest.raises(Refused, match="can change this plan"):
        draft_of(made, by=make.user(Role.OFFICER), progress="Mine")


def test_saving_a_draft_stands_in_the_trail(made):
    draft_of(made, progress="So far")
    event = trail.of_subject(made.plan).last()
    assert event.action == "actionplans.save_return_draft"
    assert event.after["about"].startswith("return 1, ")


def test_a_draft_does_not_keep_a_return_from_being_overdue(made):
    draft_of(made, progress="So far")
    assert MonitoringReturn.objects.overdue(on=clock.today()).filter(pk=made.pk).exists()


def test_a_return_has_one_draft(made):
    draft = draft_of(made, progress="So far")
    with pytest.raises(IntegrityError), transaction.atomic():
        ReturnDraft.objects.create(made=made, saved_by=draft.saved_by)
    with refused_as_null():
        ReturnDraft.objects.update(saved_by=None)
