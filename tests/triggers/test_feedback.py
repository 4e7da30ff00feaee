"""Answers to reporters, drafted from the pack into the box where the officer edits them."""

import pytest
from django.urls import reverse

from carp import clock
from carp.accounts.roles import Role
from carp.council import packs
from carp.outbox.models import OutboxItem
from tests import make
from tests.make.register import community
from tests.triggers.test_outcome_page import held, parse
from triggers import notices
from triggers.forms.triage import with_draft
from triggers.models import TriggerReport

pytestmark = pytest.mark.django_db
Status = TriggerReport.Status
SOLVED = "What was needed has been done"


@pytest.fixture
def officer(client):
    person = make.user(Role.NOMINATED_OFFICER)
    client.force_login(person)
    return person


def box(page):
    return page.xpath("//textarea[@name='feedback']")[0].text_content().strip()


def test_every_route_and_reason_of_the_pack_drafts_plain_words(officer):
    report, pack = make.trigger_report(), packs.current()
    for each in (*pack.routes, *pack.closure_reasons, *pack.redirect_reasons):
        draft = notices.draft_feedback(report, [each], community="Trinity", on=clock.today())
        assert "{" not in draft
        assert bool(draft) == bool(each.feedback)


def test_drafts_of_two_routes_thank_once():
    report, pack = make.trigger_report(), packs.current()
    routes = [pack.item("routes", code) for code in ("housing_board", "immediate_action")]
    draft = notices.draft_feedback(report, routes)
    assert draft.count("Thank you") == 1
    assert "Housing Board" in draft
    assert "act at once" in draft


@pytest.mark.parametrize(("text", "kept"), [
    (None, "New."),
    ("  ", "New."),
    ("Old.", "New."),
    ("My words.", "My words.\n\nNew."),
    ("My words.\r\n\r\nNew.", "My words.\n\nNew."),
])  # fmt: skip
def test_draft_takes_the_place_of_another_draft_and_of_nothing_typed(text, kept):
    assert with_draft(text, "New.", known=["Old.", "New."]) == kept


def test_without_a_draft_the_words_stay():
    assert with_draft("My words.", "") == "My words."


def test_closing_is_drafted_edited_and_decided(client, officer):
    report = make.trigger_report(Status.OUTCOME_AGREED)
    report.referrals.all().delete()
    page = reverse("triggers:triage-close", args=[report.reference])
    drafted = parse(client.post(page, {"close_reason": "resolved", "feedback": "", "draft": "1"}))
    assert SOLVED in box(drafted)
    assert report.reference in box(drafted)
    report.refresh_from_db()
    assert (report.status, OutboxItem.objects.count()) == (Status.OUTCOME_AGREED, 0)
    edited = f"{box(drafted)} We planted trees."
    client.post(page, {"close_reason": "resolved", "feedback": edited})
    report.refresh_from_db()
    assert (report.status, report.feedback) == (Status.CLOSED, edited)


def test_redirect_is_drafted_with_its_door(client, officer):
    report = make.trigger_report(Status.UNDER_REVIEW)
    page = reverse("triggers:triage-redirect", args=[report.reference])
    drafted = parse(client.post(page, {"redirect_reason": "housing-repair", "draft": "1"}))
    assert packs.current().item("doors", "housing-repair").telephone in box(drafted)


def test_outcome_is_drafted_from_the_chosen_routes_and_nothing_is_lost(client, officer):
    report, known = make.trigger_report(Status.ASSESSED), community()
    page = reverse("triggers:outcome-agree", args=[report.reference])
    sent = held(parse(client.get(page))) | {
        "routes": ["link_community", "watch"],
        "community": known.reference,
        "search": known.name,
        "watch_until_day": "3",
        "watch_until_month": "9",
        "watch_until_year": str(clock.today().year + 1),
        "reasons": "It belongs there.",
    }
    drafted = parse(client.post(page, sent | {"draft": "1"}))
    assert f"now part of our work on {known.name}" in box(drafted)
    assert f"look at it again on 3 September {clock.today().year + 1}" in box(drafted)
    kept = held(drafted)
    assert kept["routes"] == ["link_community", "watch"]
    assert kept["reasons"].strip() == "It belongs there."
    assert kept["community"] == [known.reference]


def test_closing_route_is_drafted_by_its_reason(client, officer):
    report = make.trigger_report(Status.ASSESSED)
    page = reverse("triggers:outcome-agree", args=[report.reference])
    sent = {"routes": ["no_further_action"], "close_reason": "duplicate", "draft": "1"}
    assert "Somebody had told us of this before" in box(parse(client.post(page, sent)))
