"""The form of a decision begins with who came to the meeting."""

from datetime import timedelta

import pytest
from lxml import html

from carp import clock
from carp.governance import workflow
from carp.governance.models import Decision, MeetingAttendance
from tests import make
from tests.boards.conftest import deliberation, field
from tests.boards.test_board_pages import waiting_referral
from tests.web.html import errors, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]

HOUSING = "housing-board"
Part = MeetingAttendance.Part


@pytest.fixture
def housing():
    return make.board(HOUSING, size=4)


@pytest.fixture
def met(housing):
    """Today's meeting: three came, the fourth sent apologies."""
    parts = dict.fromkeys((person.pk for person in housing[:3]), Part.PRESENT)
    parts[housing[3].pk] = Part.APOLOGIES
    return workflow.record_attendance(make.todays_meeting(), by=housing[0], parts=parts)


@pytest.fixture
def decide(visit, housing):
    """The page on which a referral is decided; with ``data`` the draft is sent."""

    def go(referral, data=None):
        return visit(housing[0], "boards:referral-decide", HOUSING, referral.pk, data=data)

    return go


def chosen(response):
    """What is chosen for each member, by their key."""
    page = html.fromstring(response.content.decode())
    found = {}
    for select in page.xpath("//select[starts-with(@name, 'vote_')]"):
        (value,) = select.xpath("option[@selected]/@value") or [""]
        found[int(select.get("name").removeprefix("vote_"))] = value
    return found


def test_whoever_came_is_there_and_how_they_voted_is_still_to_be_chosen(decide, housing, met):
    page = decide(waiting_referral())

    keys = [person.pk for person in housing]
    assert chosen(page) == dict(zip(keys, ["present", "present", "present", ""], strict=True))
    text = text_of(page)
    assert f"Present on {met.on.day} {met.on:%B %Y}." in text
    assert f"Sent apologies on {met.on.day} {met.on:%B %Y}." in text


def test_whoever_has_an_interest_left_the_room_if_they_came(decide, housing, met):
    referral = waiting_referral()
    for person in housing[2:]:
        make.interest(referral.report.community, user=person)

    parts = chosen(decide(referral))

    assert [parts[person.pk] for person in housing[2:]] == ["recused", ""]


def test_a_vote_that_was_not_chosen_is_asked_for_beside_its_field(decide, housing, met):
    data = {"kind": "note", f"vote_{housing[1].pk}": "present"}

    seen = decide(waiting_referral(), data=deliberation(housing[:1]) | data)

    sentence = f"Choose how {housing[1]} voted, or that they were not there"
    assert errors(seen) == {f"#id_vote_{housing[1].pk}": sentence}
    assert field(seen, "reasons") == "The need is clear."
    assert not Decision.objects.exists()


def test_between_meetings_who_came_says_nothing(decide, housing, met):
    votes = {f"vote_{person.pk}": "present" for person in housing[:3]}
    between = {"meeting": "", "urgency": "It cannot wait.", "kind": "note"}

    seen = decide(waiting_referral(), data=deliberation([]) | votes | between)

    assert not errors(seen)
    assert not Decision.objects.get().attendances.exists()


def test_without_a_record_of_who_came_nobody_was_there(decide, housing):
    make.todays_meeting()

    assert set(chosen(decide(waiting_referral())).values()) == {""}


def test_an_answer_on_a_plan_begins_with_who_came_too(visit, housing, met):
    version = make.submitted_version()

    page = visit(housing[0], "boards:version-decide", HOUSING, version.plan.reference, 1)

    assert [part for part in chosen(page).values() if part] == ["present"] * 3


def test_a_draft_keeps_what_was_written(visit, decide, housing, met):
    decide(waiting_referral(), data=deliberation(housing[1:]) | {"kind": "note"})
    drafted = Decision.objects.get()

    parts = chosen(visit(housing[0], "boards:decision-change", HOUSING, drafted.pk))

    assert parts == {housing[0].pk: "", **{person.pk: "for" for person in housing[1:]}}


def test_the_last_meeting_is_the_one_that_counts(decide, housing):
    with clock.at(clock.now() - timedelta(days=3)):
        referral = waiting_referral()
        parts = {housing[0].pk: Part.PRESENT}
        workflow.record_attendance(make.todays_meeting(), by=housing[0], parts=parts)
    assert chosen(decide(referral))[housing[0].pk] == "present"

    make.todays_meeting()

    assert set(chosen(decide(referral)).values()) == {""}


@pytest.fixture
def earlier(housing):
    """Three days ago: a report came to the board, and two of four came to its meeting."""
    with clock.at(clock.now() - timedelta(days=3)):
        referral = waiting_referral()
        parts = dict.fromkeys((person.pk for person in housing[:2]), Part.PRESENT)
        parts[housing[2].pk] = Part.APOLOGIES
        meeting = make.todays_meeting()
        workflow.record_attendance(meeting, by=housing[0], parts=parts)
    return referral, meeting


def filled(decide, earlier, **typed):
    referral, meeting = earlier
    make.todays_meeting()
    return decide(referral, data={"who_came": "1", "meeting": meeting.pk, **typed})


def test_another_meeting_fills_in_who_came_to_it_and_finds_no_fault(decide, housing, earlier):
    seen = filled(decide, earlier, reasons="The need")

    parts = chosen(seen)
    assert [parts[person.pk] for person in housing] == ["present", "present", "", ""]
    assert not errors(seen)
    assert field(seen, "reasons") == "The need"
    page = html.fromstring(seen.content.decode())
    assert page.xpath("//button[@name='who_came']/@formaction") == ["#id_meeting"]
    assert page.xpath("//*[@id='id_meeting']")
    assert page.xpath("(//main//form//button)[1]/@tabindex") == ["-1"]
    assert page.xpath("(//main//form//button)[1]/text()")[0].strip() == "Save the draft"
    assert page.xpath("//select[@name='meeting']/option[@selected]/@value") == [str(earlier[1].pk)]
    on = earlier[1].on
    assert f"Nothing is recorded of them on {on.day} {on:%B %Y}." in text_of(seen)
    assert not Decision.objects.exists()


def test_a_vote_of_whoever_came_stays_and_of_whoever_did_not_falls(decide, housing, earlier):
    votes = {f"vote_{person.pk}": "for" for person in housing}

    parts = chosen(filled(decide, earlier, **votes))

    assert [parts[person.pk] for person in housing] == ["for", "for", "", "for"]


def test_whoever_came_with_an_interest_is_filled_in_as_having_left(decide, housing, earlier):
    make.interest(earlier[0].report.community, user=housing[1])

    parts = chosen(filled(decide, earlier, **{f"vote_{housing[1].pk}": "for"}))

    assert [parts[person.pk] for person in housing[:2]] == ["present", "recused"]


def test_a_half_typed_day_stays_as_it_was_typed(decide, earlier):
    seen = filled(decide, earlier, decided_on_day="31", decided_on_month="Juno")

    assert field(seen, "decided_on_month") == "Juno"
    assert not errors(seen)


def test_a_draft_is_filled_in_too_and_changed_by_nobody(visit, decide, housing, met):
    decide(waiting_referral(), data=deliberation(housing[1:]) | {"kind": "note"})
    drafted = Decision.objects.get()
    data = deliberation([]) | {"who_came": "1", "kind": "note", "meeting": met.pk}

    seen = visit(housing[0], "boards:decision-change", HOUSING, drafted.pk, data=data)

    assert list(chosen(seen).values()) == ["present", "present", "present", ""]
    drafted.refresh_from_db()
    assert drafted.edition == 1


def test_without_a_meeting_there_is_nothing_to_fill_in(decide, housing, met, earlier):
    votes = {f"vote_{housing[0].pk}": "for"}

    seen = decide(earlier[0], data={"who_came": "1", "meeting": "", **votes})

    assert chosen(seen)[housing[0].pk] == "for"
    assert "Fill in who came" in text_of(seen)


def test_no_button_where_no_meeting_can_have_decided(decide, housing):
    assert "Fill in who came" not in text_of(decide(waiting_referral()))
