"""A meeting that is cancelled while somebody puts a thing before it keeps nothing (policy 10.2)."""

from datetime import date, datetime, timedelta
from functools import partial
from threading import Event

import pytest

from carp import clock
from carp.accounts.roles import Role
from carp.accounts.verdicts import Refused
from carp.governance import workflow
from carp.governance.models import AgendaItem, Meeting
from carp.governance.workflow import agenda, meetings
from tests import make
from tests.concurrency import race
from triggers import workflow as triggers
from triggers.models import Referral

NOW = datetime(2024, 6, 18, 10, 0)
TODAY = date(2024, 6, 18)
WAITS = 0.5  # seconds: longer than a meeting takes to be cancelled by itself


@pytest.fixture(autouse=True)
def _in_june():
    with clock.at(NOW):
        yield


def in_june(call):
    with clock.at(NOW):
        return call()


def at_once(*calls):
    return race(*(partial(in_june, call) for call in calls))


def referral():
    report = make.trigger_report("outcome_agreed", community=make.community())
    return report.referrals.get()


def meeting(weeks):
    return make.meeting(on=TODAY + timedelta(weeks=weeks))


def titles(of):
    return [item.title for item in of.items.listed()]


@pytest.mark.django_db
def test_what_is_placed_while_the_rest_moves_is_handed_on_too(monkeypatch):
    board, first, second = make.board(size=4), referral(), referral()
    cancelled, later = meeting(1), meeting(5)
    workflow.place_item(cancelled, first, by=board[0])

    def placed_after(item, **given):
        done = agenda.defer_item(item, **given)
        if item.subject_id == first.pk:
            workflow.place_item(cancelled, second, by=board[1])
        return done

    monkeypatch.setattr(meetings, "defer_item", placed_after)
    answer = workflow.cancel_meeting(cancelled, by=board[0], reason="Snow.")

    assert answer.state == Meeting.State.CANCELLED
    assert titles(cancelled) == []
    assert titles(later) == [each.report.reference for each in (first, second)]
    second.refresh_from_db()
    assert (second.state, second.meeting) == (Referral.State.ON_AGENDA, later)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_one_who_goes_on_placing_while_another_cancels_is_told():
    board, cancelled, later = make.board(size=4), meeting(1), meeting(5)
    workflow.add_item(cancelled, by=board[0], title="Minutes")

    def add_many():
        for number in range(30):
            workflow.add_item(cancelled, by=board[1], title=f"Matter {number}")

    _done, added = at_once(
        partial(workflow.cancel_meeting, cancelled, by=board[0], reason="Snow."), add_many
    )

    assert added is None or isinstance(added, Refused)
    cancelled.refresh_from_db()
    assert cancelled.state == Meeting.State.CANCELLED
    assert titles(cancelled) == []
    assert sorted(titles(later)) == sorted(item.title for item in cancelled.items.all())


# --- What goes on the next agenda by itself -------------------------------------------------------
def sent_to_the_board(_board):
    """An officer refers a report: it goes on the board's next agenda."""
    report = make.trigger_report("assessed", community=make.community())
    officer, choice = make.user(Role.NOMINATED_OFFICER), make.outcome_choice()
    return partial(triggers.agree_outcome, report, by=officer, choice=choice)


def put_off_to_it(board):
    """An item of the meeting before is put off."""
    item = workflow.place_item(make.meeting(on=TODAY), referral(), by=board[0])
    return partial(workflow.defer_item, item, by=board[0], reason="No time.")


def deferred_by_decision(board):
    """The board decides at the meeting before to take it up at the next one."""
    today, thing = make.meeting(on=TODAY), referral()
    workflow.place_item(today, thing, by=board[0])
    said = make.deliberation(present=board, meeting=today)
    draft = triggers.draft_consideration(thing, by=board[0], kind="defer", deliberation=said)
    return partial(workflow.confirm, draft, by=board[1])


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", [sent_to_the_board, put_off_to_it, deferred_by_decision])
def test_what_is_on_its_way_to_a_meeting_is_not_left_on_it_when_it_is_cancelled(way, monkeypatch):
    """It has found its meeting, and the other cancels before it is listed there."""
    board, act = (members := make.board(size=4)), way(members)
    cancelled, later = meeting(1), meeting(5)
    found, gone = Event(), Event()

    def listed_late(to, **given):
        if to == cancelled:
            found.set()
            gone.wait(WAITS)
        return append(to, **given)

    def cancel():
        found.wait(30)
        workflow.cancel_meeting(cancelled, by=board[2], reason="Snow.")
        gone.set()

    append = agenda._append
    monkeypatch.setattr(agenda, "_append", listed_late)
    came = at_once(act, cancel)

    assert not [each for each in came if isinstance(each, Exception)]
    assert titles(cancelled) == []
    (title,) = titles(later)
    (thing,) = Referral.objects.filter(report__reference=title)
    assert (thing.state, thing.meeting) == (Referral.State.ON_AGENDA, later)
    assert AgendaItem.objects.to_come().about(thing).count() == 1
