"""Due days in a person's own calendar: the format, the secret address, and its end."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actionplans import workflow
from actionplans.models import CalendarFeed
from actionplans.selectors import feeds
from actionplans.stages.icalendar import Event, calendar, escaped, folded
from carp import clock
from carp.accounts.models import RoleGrant
from carp.accounts.roles import ROLES, Capability, Role
from carp.accounts.verdicts import Refused
from carp.audit import trail
from tests import make
from tests.refusals import refused_as_null, refused_by

AT = datetime(2026, 6, 1, 8, 30, tzinfo=UTC)


# --- The format (RFC 5545) ------------------------------------------------------------------------
def test_a_whole_calendar_letter_by_letter():
    event = Event("action-7@portal.example", date(2026, 12, 31), "Gates, locks; keys")

    assert calendar("Actions due", [event], at=AT) == (
        "BEGIN:VCALENDAR\r\n"
        "VERSION:2.0\r\n"
        "PRODID:-//Communities at Risk Portal//EN\r\n"
        "CALSCALE:GREGORIAN\r\n"
        "METHOD:PUBLISH\r\n"
        "X-WR-CALNAME:Actions due\r\n"
        "BEGIN:VEVENT\r\n"
        "UID:action-7@portal.example\r\n"
        "DTSTAMP:20260601T083000Z\r\n"
        "DTSTART;VALUE=DATE:20261231\r\n"
        "DTEND;VALUE=DATE:20270101\r\n"
        "SUMMARY:Gates\\, locks\\; keys\r\n"
        "TRANSP:TRANSPARENT\r\n"
        "END:VEVENT\r\n"
        "END:VCALENDAR\r\n"
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a\\b", "a\\\\b"),
        ("a;b,c", "a\\;b\\,c"),
        ("a\r\nb\nc\rd\u2028e", "a\\nb\\nc\\nd\\ne"),
        ("\\n", "\\\\n"),
        ("a:b \"c\"", "a:b \"c\""),
    ],
)  # fmt: skip
def test_what_has_a_meaning_in_a_calendar_is_escaped(text, value):
    assert escaped(text) == value


@given(st.text(max_size=400))
def test_a_folded_line_is_short_and_unfolds_to_itself(text):
    line = f"SUMMARY:{escaped(text)}"

    cut = folded(line)

    assert cut.replace("\r\n ", "") == line
    assert all(len(part.encode()) <= 75 for part in cut.split("\r\n"))


def test_no_title_begins_a_line_of_its_own():
    """A title cannot end its event and begin another."""
    event = Event("1@p", date(2026, 1, 1), "x\r\nEND:VEVENT\nATTACH:http://evil.example")

    lines = calendar("A", [event], at=AT).replace("\r\n ", "").split("\r\n")

    assert [line for line in lines if line.startswith(("END:VEVENT", "ATTACH"))] == ["END:VEVENT"]


# --- The address ----------------------------------------------------------------------------------
@pytest.fixture
def owner(db):
    return make.user(Role.OFFICER)


@pytest.fixture
def action(owner):
    return make.action(make.plan(ready=False), owner=owner, title="Gate four alleys")


def read(client, feed):
    client.logout()
    address = feeds.ADDRESSES.of(feed)
    return client.get(address[address.index("/plans/") :])


def test_a_program_reads_the_due_days_without_signing_in(client, action, owner):
    answer = read(client, make.calendar_feed(by=owner))

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-store"
    text = answer.content.decode()
    assert "SUMMARY:Gate four alleys\r\n" in text
    assert f"DTSTART;VALUE=DATE:{action.due_on:%Y%m%d}\r\n" in text


def test_who_wants_it_shows_the_day_and_no_word_of_the_plan(client, action, owner):
    text = read(client, make.calendar_feed(by=owner, shows="days")).content.decode()

    assert "SUMMARY:An action is due\r\n" in text
    assert f"DTSTART;VALUE=DATE:{action.due_on:%Y%m%d}\r\n" in text
    assert "Gate" not in text
    assert action.plan.reference not in text


def test_only_what_the_person_has_still_to_do_is_in_it(client, action, owner):
    feed = make.calendar_feed(by=owner)
    make.action(action.plan, title="Of somebody else")
    workflow.move_action(action, by=owner, step="complete")

    assert "VEVENT" not in read(client, feed).content.decode()


def test_an_address_that_ended_is_as_one_that_never_was(client, action, owner):
    feed = make.calendar_feed(by=owner)
    workflow.end_feed(by=owner)

    gone = read(client, feed)
    never = client.get("/plans/calendar/1.nonsense/actions.ics")

    assert gone.status_code == never.status_code == 404
    assert trail.of_subject(feed).last().action == "actionplans.end_calendar"


def test_a_new_address_ends_the_old_one(client, action, owner):
    old = make.calendar_feed(by=owner)
    new = make.calendar_feed(by=owner, shows="days")

    assert feeds.ADDRESSES.of(old) != feeds.ADDRESSES.of(new)
    assert (read(client, old).status_code, read(client, new).status_code) == (404, 200)


@pytest.mark.parametrize("wrong", ["", "x", "1.x", "x.1", "1", "٣.x"])
def test_no_other_secret_opens_a_calendar(owner, wrong):
    feed = make.calendar_feed(by=owner)
    right = feeds.ADDRESSES.secret_of(feed)
    moved = right.replace(f"{feed.pk}.", f"{feed.pk + 1}.", 1)

    assert feeds.feed_at(right) == feed
    assert feeds.feed_at(wrong) is None
    assert feeds.feed_at(moved) is None


def test_the_address_of_who_left_gives_nothing(client, action, owner):
    feed = make.calendar_feed(by=owner)
    owner.is_active = False
    owner.save(update_fields=("is_active",))

    assert read(client, feed).status_code == 404


def test_the_address_of_who_lost_their_role_gives_nothing(client, action, owner):
    feed = make.calendar_feed(by=owner)
    RoleGrant.objects.filter(user=owner).delete()

    assert read(client, feed).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role)
def test_who_may_own_actions_may_have_an_address(role):
    person = make.user(role)
    if Capability.PLAN_EDIT_OWN in ROLES[role]:
        assert make.calendar_feed(by=person)
    else:
        with pytest.raises(Refused):
            make.calendar_feed(by=person)


@pytest.mark.django_db
def test_what_is_not_known_is_refused(owner):
    with pytest.raises(Refused, match="Choose what your calendar shows"):
        make.calendar_feed(by=owner, shows="everything")
    with pytest.raises(Refused, match="no calendar address"):
        workflow.end_feed(by=owner)


# --- Its page -------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_an_address_is_made_replaced_and_ended_on_one_page(visit, owner):
    empty = visit("my-calendar", by=owner, data={})
    assert empty.errors() == {"#id_shows": "Choose what your calendar shows"}

    made = visit("my-calendar", by=owner, data={"shows": "titles"})
    first = made.page.findtext(".//code")
    assert first.endswith("/actions.ics")
    assert visit("my-calendar", by=owner).page.findtext(".//code") == first

    again = visit("my-calendar", by=owner, data={"shows": "days"})
    assert again.page.findtext(".//code") != first
    ended = visit("my-calendar", by=owner, data={"end": "1"})
    assert ended.page.find(".//code") is None
    assert "You have no calendar address." in visit("my-calendar", by=owner, data={"end": "1"}).text


# --- The database ---------------------------------------------------------------------------------
def test_a_person_has_one_address(owner):
    make.calendar_feed(by=owner)
    ended = {"ended_at": clock.now() + timedelta(days=1)}
    CalendarFeed.objects.create(user=owner, shows="days", **ended)
    with refused_by("actionplans_one_calendar_a_person"):
        CalendarFeed.objects.create(user=owner, shows="days")


def test_what_a_calendar_shows_is_known(owner):
    with refused_by("actionplans_known_calendar"):
        CalendarFeed.objects.create(user=owner, shows="all")
    with refused_as_null():
        CalendarFeed.objects.create(user=owner, shows=None)
