"""The actions along the calendar: as a drawing, as the table beside it, and as the whole list."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from actionplans import selectors, workflow
from actionplans.models import Action
from actionplans.selectors.frozen import terms_of
from actionplans.selectors.timeline import OF_A_TERM, Shown
from actionplans.stages.comparison import changes
from actionplans.stages.timeline import AXIS, HEADING, LONGEST_LABEL, ROW, Span, timeline
from carp import clock
from carp.accounts.verdicts import Refused
from carp.web.formats import day
from tests import make

TODAY = date(2026, 6, 10)
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


def span(**changes):
    given = {
        "title": "Skips",
        "words": "",
        "status": "planned",
        "starts_on": date(2026, 5, 1),
        "due_on": date(2026, 7, 31),
    }
    return Span(**given | changes)


# --- Geometry -------------------------------------------------------------------------------------
def test_a_bar_runs_from_its_first_day_to_its_last():
    drawn = timeline([("Short term", [span()])], today=TODAY)

    [bar] = drawn.bars
    assert (bar.start, bar.end, bar.is_point) == (0, 98.91, False)  # 91 of 92 days
    assert drawn.today == 43.48
    assert [(tick.text, tick.x) for tick in drawn.ticks] == [
        ("May 2026", 0.0),
        ("Jun 2026", 33.7),
        ("Jul 2026", 66.3),
    ]


def test_an_action_without_a_first_day_is_a_point_on_its_last():
    [bar] = timeline([("Short term", [span(starts_on=None)])], today=TODAY).bars

    assert bar.is_point
    assert bar.start == bar.end


def test_groups_stand_one_below_the_other():
    drawn = timeline([("Short", [span(), span()]), ("Long", [span()])], today=TODAY)

    assert [bar.y for bar in drawn.bars] == [
        AXIS + HEADING,
        AXIS + HEADING + ROW,
        AXIS + 2 * HEADING + 2 * ROW,
    ]
    assert drawn.height == AXIS + 2 * HEADING + 3 * ROW


def test_the_line_of_today_passes_every_bar_and_crosses_out_no_words():
    """It stands at the left edge, where every word begins."""
    later = {"starts_on": TODAY, "due_on": TODAY + timedelta(days=900)}
    short, long = [span(**later), span(**later | {"starts_on": None})], [span(**later)]

    drawn = timeline([("Short", short), ("Long", long)], today=TODAY)

    baselines = [each.y for each in drawn.headings] + [bar.y + 13 for bar in drawn.bars]
    for stroke in drawn.strokes:
        assert stroke.top < stroke.bottom
        assert not [y for y in baselines if stroke.top < y + 4 and y - 11 < stroke.bottom]
    for bar in drawn.bars:
        assert [each for each in drawn.strokes if each.top <= bar.y + 20 < bar.y + 32 < each.bottom]
    assert (drawn.strokes[0].top, drawn.strokes[-1].bottom) == (22, drawn.height)


@pytest.mark.parametrize(
    ("title", "pieces"), [("Short", 1), ("A title as long as it may be " * 3, 2)]
)
def test_the_line_of_today_is_whole_where_no_words_reach_it(title, pieces):
    late = TODAY + timedelta(days=1)
    spans = [span(title=title, words="", starts_on=TODAY - timedelta(days=900), due_on=late)]

    drawn = timeline([("Now", spans)], today=TODAY)

    assert drawn.today > 90
    assert len(drawn.strokes) == pieces


@given(start=st.none() | DAYS, due=DAYS, today=DAYS, title=st.text(max_size=200))
def test_nothing_is_drawn_outside_the_calendar(start, due, today, title):
    if start is not None and start > due:
        start = due
    one = span(title=title, words="blocked, overdue", starts_on=start, due_on=due)
    drawn = timeline([("Long term", [one])], today=today)

    [bar] = drawn.bars
    assert 0 <= bar.start <= bar.end <= 100
    assert 0 <= drawn.today <= 100
    assert 1 <= len(drawn.ticks) <= 5
    assert len(bar.label) <= LONGEST_LABEL
    assert bar.label.endswith(", blocked, overdue")


# --- What a plan shows ----------------------------------------------------------------------------
@pytest.fixture
def plan(officer):
    return make.plan(by=officer, ready=False)


def many(plan, number, **changes):
    """Actions straight into the table, one due a day after the other."""
    given = {
        "plan": plan,
        "horizon": "short",
        "owner_organisation": "County",
        "outcome": "Safer",
    } | changes
    first = clock.today() + timedelta(days=10)
    Action.objects.bulk_create(
        Action(title=f"Action {each}", due_on=first + timedelta(days=each), **given)
        for each in range(number)
    )


@pytest.mark.django_db
def test_each_term_shows_its_next_due_and_finished_ones_last(plan, officer):
    done = make.action(plan, by=officer, title="Done", due_on=clock.today())
    workflow.move_action(done, by=officer, step="complete")
    late = make.action(plan, by=officer, title="Late", due_on=clock.today() - timedelta(days=2))
    make.action(plan, by=officer, title="Far", horizon="long")
    workflow.move_action(late, by=officer, step="block", reason="No key.")

    shown = Shown(selectors.WorkingCopy(plan))

    assert [(term.words, [str(each) for each in term.shown]) for term in shown.terms] == [
        ("Short term", ["Late", "Done"]),
        ("Long term", ["Far"]),
    ]
    labels = [bar.label for bar in shown.drawing.bars]
    assert labels == ["Late, blocked, overdue", "Done, complete", "Far"]


@pytest.mark.django_db
def test_a_plan_of_300_actions_stays_readable(visit, plan):
    for horizon in ("short", "medium", "long"):
        many(plan, 100, horizon=horizon)

    seen = visit("plan-detail", plan.reference)

    assert len(seen.page.xpath("//*[name()='g' and contains(@class,'timetable__bar')]")) == 24
    assert len(seen.page.xpath("//table[caption[contains(., 'What is done')]]/tbody/tr")) == 24
    assert f"Short term: {OF_A_TERM} of 100" in seen.text
    assert "All 300 actions" in seen.text
    everything = visit("action-list", plan.reference, format="csv")
    assert everything.body.count("Action ") == 300


@pytest.mark.django_db
def test_the_drawing_and_its_table_say_the_same(visit, plan):
    many(plan, 20)

    seen = visit("plan-detail", plan.reference)

    drawn = seen.page.xpath("//*[contains(@class,'timetable__bar')]/*[name()='text']/text()")
    told = seen.page.xpath("//table[caption[contains(., 'What is done')]]/tbody/tr/th//a/text()")
    assert drawn == told == [f"Action {number}" for number in range(OF_A_TERM)]


@pytest.mark.django_db
def test_the_page_draws_today_in_pieces_between_its_words(visit, plan):
    many(plan, 2)

    seen = visit("plan-detail", plan.reference)

    lines = seen.page.xpath("//*[@class='carp-timetable__today']")
    drawn = [(int(line.get("y1")), int(line.get("y2"))) for line in lines]
    shown = Shown(selectors.WorkingCopy(plan)).drawing
    assert drawn == [(stroke.top, stroke.bottom) for stroke in shown.strokes]


@pytest.mark.django_db
def test_a_plan_without_actions_draws_none(visit, plan):
    seen = visit("plan-detail", plan.reference)

    assert not seen.page.xpath("//*[contains(@class,'carp-timetable')]")
    assert "No action has been added yet." in seen.text


@pytest.mark.django_db
def test_the_page_of_a_plan_asks_the_same_of_one_action_and_of_300(client, plan, officer):
    client.force_login(officer)
    url = reverse("actionplans:plan-detail", args=(plan.reference,))
    client.get(url)
    asked = []
    for number in (1, 299):
        many(plan, number)
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        asked.append(len(captured))

    assert asked[0] == asked[1]


@pytest.mark.django_db
def test_the_whole_list_shows_the_last_that_was_said(visit, plan, officer):
    action = make.action(plan, by=officer)
    make.progress_note(action, by=officer, text="First.")
    make.progress_note(action, by=officer, text="Second.")

    seen = visit("action-list", plan.reference)

    assert "Second." in seen.text
    assert "First." not in seen.text
    assert "Nothing matches." in visit("action-list", plan.reference, status="blocked").text


# --- The day on which an action starts ------------------------------------------------------------
@pytest.mark.django_db
def test_an_action_does_not_start_after_it_is_due(visit, plan):
    due, late = clock.today(), clock.today() + timedelta(days=1)
    data = {"starts_on_day": late.day, "starts_on_month": late.month, "starts_on_year": late.year}
    data |= {"due_on_day": due.day, "due_on_month": due.month, "due_on_year": due.year}
    seen = visit("action-new", plan.reference, data=data | {"title": "Skips"})

    said = seen.errors()["#id_starts_on"]
    assert said == "The action must start on or before its due date"
    assert seen.value("title") == "Skips"
    with pytest.raises(Refused, match="starts on or before"):
        make.action(plan, starts_on=late, due_on=due)


@pytest.mark.django_db
def test_only_an_action_with_a_first_day_is_frozen_with_one(plan, officer):
    """Versions of before there were first days keep their hashes."""
    action = make.action(plan, by=officer)
    before = selectors.frozen_content(selectors.WorkingCopy(plan))
    assert "starts_on" not in before["actions"][0]

    starts_on = clock.today()
    details = make.action_details(starts_on=starts_on)
    workflow.change_action(action, by=officer, details=details)

    after = selectors.frozen_content(selectors.WorkingCopy(plan))
    [change] = changes(before, after, terms_of(plan))
    assert change[:3] == (f"Action “{action.title}”, start date", "", day(starts_on))
    [back] = changes(after, before, terms_of(plan))
    assert (back.before, back.after) == (day(starts_on), "")
