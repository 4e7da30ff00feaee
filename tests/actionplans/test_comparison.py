"""What differs between two contents of a plan: by section, by row, by the word."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actionplans.stages.comparison import (
    ADDED,
    CHANGED,
    REMOVED,
    Change,
    changes,
    compare,
    is_material,
)
from actionplans.stages.sections import SECTIONS, Terms
from actionplans.stages.words import NEW, OLD, SAME, Span, spans

TERMS = Terms(lambda vocabulary, code: f"{code} of {vocabulary}", asked={"finalise"})
CONTENT = {
    "title": "Cleaner alleys",
    "lead": {"id": 1, "name": "Alex Lead", "post": "Officer"},
    "community": {"reference": "CAR-2024-0001", "name": "South West Ward"},
    "stages": [
        {
            "number": 1,
            "code": "current-situation",
            "answers": [
                {"code": "evidence", "label": "Evidence and data", "answer": "41 complaints"},
                {"code": "urgency", "label": "Urgency assessment", "answer": ""},
            ],
        },
        {
            "number": 6,
            "code": "finalise",
            "answers": [{"code": "monitoring", "label": "Monitoring", "answer": "Monthly"}],
        },
    ],
    "actions": [
        {
            "id": 7,
            "title": "Clear the alleys",
            "horizon": "short",
            "owner_organisation": "Council",
            "owner": None,
            "due_on": "2024-09-30",
            "outcome": "No rubbish",
        }
    ],
    "team": [{"id": 3, "name": "Sam Example", "organisation": "", "part": "Coordinates"}],
    "needs": [
        {
            "number": 1,
            "need": "Skips",
            "outcome": "Fewer complaints",
            "monitoring_on": "2024-12-31",
            "amount_pence": 600_000,
            "money_type": "revenue",
            "purpose": "preventative",
            "category": "street-scene",
        }
    ],
}


def other(**steps):
    """The content with one thing replaced: other(needs=lambda needs: …)."""
    made = copy.deepcopy(CONTENT)
    for key, step in steps.items():
        made[key] = step(made[key])
    return made


def changed(**steps):
    return changes(CONTENT, other(**steps), TERMS)


def answered(number, text):
    def step(stages):
        stages[number]["answers"][-1]["answer"] = text
        return stages

    return step


def test_nothing_differs_between_a_content_and_itself():
    assert changed() == []
    assert compare(CONTENT, CONTENT, TERMS) == []


@pytest.mark.parametrize(
    ("steps", "change"),
    [
        (
            {"title": lambda _: "Safer alleys"},
            Change("Title", "Cleaner alleys", "Safer alleys", material=False),
        ),
        (
            {"lead": lambda lead: lead | {"id": 2, "name": "Bo Other"}},
            Change("Lead officer", "Alex Lead, Officer", "Bo Other, Officer"),
        ),
        (
            {"needs": lambda needs: [needs[0] | {"amount_pence": 650_050}]},
            Change("Need 1, amount", "£6,000", "£6,500.50"),
        ),
        (
            {"needs": lambda needs: [needs[0] | {"money_type": "capital"}]},
            Change("Need 1, money", "revenue of fund.money_types", "capital of fund.money_types"),
        ),
        (
            {"needs": lambda needs: [needs[0] | {"outcome": "None"}]},
            Change("Need 1, outcome", "Fewer complaints", "None"),
        ),
        (
            {"needs": lambda needs: [needs[0] | {"monitoring_on": "2025-03-31"}]},
            Change("Need 1, monitoring date", "31 December 2024", "31 March 2025", material=False),
        ),
        (
            {"needs": lambda needs: [needs[0] | {"need": "Skip hire"}]},
            Change("Need 1, need", "Skips", "Skip hire", material=False),
        ),
        ({"needs": lambda _: []}, Change("Need 1", "in the plan", "taken out")),
        (
            {"needs": lambda needs: [*needs, needs[0] | {"number": 2}]},
            Change("Need 2", "not in the plan", "added"),
        ),
        (
            {"team": lambda team: [*team, team[0] | {"id": 4, "name": "Kim New"}]},
            Change("Delivery team “Kim New”", "not in the plan", "added", material=False),
        ),
        (
            {"actions": lambda rows: [rows[0] | {"owner": {"name": "Alex Lead"}}]},
            Change("Action “Clear the alleys”, owner", "", "Alex Lead", material=False),
        ),
        (
            {"actions": lambda rows: [rows[0] | {"outcome": "Less"}]},
            Change("Action “Clear the alleys”, outcome", "No rubbish", "Less"),
        ),
        (
            {"stages": answered(0, "High")},
            Change("Stage 1, urgency assessment", "", "High", material=False),
        ),
        (
            {"stages": answered(1, "Counted")},
            Change("Stage 6, monitoring", "Monthly", "Counted"),
        ),
    ],
)
def test_a_change_is_said_by_field_and_whether_boards_approve_it(steps, change):
    assert changed(**steps) == [change]


def test_a_question_that_another_pack_asks_is_said_too():
    def answers(stages):
        stages[0]["answers"] = [{"code": "new", "label": "New question", "answer": "Yes"}]
        return stages

    assert changed(stages=answers) == [
        Change("Stage 1, evidence and data", "41 complaints", "", material=False),
        Change("Stage 1, new question", "", "Yes", material=False),
    ]


def test_rows_are_known_again_by_their_identity_wherever_they_stand():
    second = CONTENT["actions"][0] | {"id": 8, "title": "Light the alleys"}
    before = CONTENT | {"actions": [CONTENT["actions"][0], second]}
    after = CONTENT | {"actions": [second | {"due_on": "2024-10-31"}, CONTENT["actions"][0]]}

    (section,) = compare(before, after, TERMS)

    assert (section.title, section.unchanged) == ("Actions", 1)
    (row,) = section.rows
    assert (row.name, row.state, row.material) == ("Action “Light the alleys”", CHANGED, False)
    assert [(each.label, each.after) for each in row.fields] == [("due date", "31 October 2024")]


def test_an_added_row_shows_its_fields_and_one_taken_out_what_it_said():
    came, went = CONTENT, CONTENT | {"actions": []}

    (added,) = compare(went, came, TERMS)[0].rows
    (removed,) = compare(came, went, TERMS)[0].rows

    assert (added.state, removed.state) == (ADDED, REMOVED)
    assert [each.after for each in added.fields] == [each.before for each in removed.fields]
    assert {each.before for each in added.fields} == {""}
    assert added.material
    assert removed.material


def test_a_content_that_was_frozen_before_a_part_existed_is_read_as_without_it():
    early = {key: value for key, value in CONTENT.items() if key != "team"}

    assert changes(early, CONTENT, TERMS) == [
        Change("Delivery team “Sam Example”", "not in the plan", "added", material=False)
    ]


def test_one_material_change_makes_the_whole_material():
    later = other(needs=lambda needs: [needs[0] | {"monitoring_on": "2025-03-31"}])
    assert not is_material(compare(CONTENT, later, TERMS))
    later["needs"][0]["amount_pence"] += 1
    assert is_material(compare(CONTENT, later, TERMS))


def test_every_section_has_a_title_and_fields_of_its_own():
    assert len({section.key for section in SECTIONS}) == len(SECTIONS)
    for section in SECTIONS:
        assert section.title
        assert len({field.key for field in section.fields}) == len(section.fields) > 0


# --- Words ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("", "", []),
        ("", "New.", [Span(NEW, "New.")]),
        ("Old.", "", [Span(OLD, "Old.")]),
        (
            "Clear four alleys twice a week.",
            "Clear six alleys twice a week.",
            [
                Span(SAME, "Clear "),
                Span(OLD, "four"),
                Span(NEW, "six"),
                Span(SAME, " alleys twice a week."),
            ],
        ),
        (
            "It costs £6,000.50.",
            "It costs £6,500.",
            [Span(SAME, "It costs "), Span(OLD, "£6,000.50"), Span(NEW, "£6,500"), Span(SAME, ".")],
        ),
        (
            "One. Two.",
            "One. Another. Two.",
            [Span(SAME, "One. "), Span(NEW, "Another. "), Span(SAME, "Two.")],
        ),
        (
            "Do the first thing.",
            "Nothing alike at all!",
            [Span(OLD, "Do the first thing."), Span(NEW, "Nothing alike at all!")],
        ),
        (
            "one two three four five six",
            "one 2 3 four five six",
            [
                Span(SAME, "one "),
                Span(OLD, "two three"),
                Span(NEW, "2 3"),
                Span(SAME, " four five six"),
            ],
        ),
    ],
)
def test_words_that_differ_are_told_and_no_others(before, after, told):
    assert spans(before, after) == told


TEXTS = st.text(alphabet="ab .!?\n£1,é’-\t", max_size=60)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_whole_from_what_is_told(before, after):
    told = spans(before, after)

    assert "".join(span.text for span in told if span.state != NEW) == before
    assert "".join(span.text for span in told if span.state != OLD) == after
    assert all(span.text for span in told)


def test_a_long_answer_written_anew_is_replaced_whole():
    before, after = (" ".join(f"{word}{number}" for number in range(900)) for word in "ab")

    assert spans(before, after) == [Span(OLD, before), Span(NEW, after)]
