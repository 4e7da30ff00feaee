"""A plan's frozen content: one text for one content, and what differs between two."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actionplans.stages.content import Change, NotCanonical, canonical, changes, hash_of
from actionplans.stages.pathway import NODE, RING, SIZE, Stop, nodes

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)

CONTENT = {
    "title": "Cleaner alleys",
    "lead": {"id": 1, "name": "Alex Lead", "post": "Officer"},
    "community": {"reference": "CAR-2024-0001", "name": "South West Ward"},
    "stages": [
        {
            "number": 1,
            "answers": [
                {"code": "evidence", "label": "Evidence and data", "answer": "41 complaints"},
                {"code": "urgency", "label": "Urgency assessment", "answer": ""},
            ],
        }
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


def changed(**steps):
    """The content with one thing replaced: changed(needs=lambda needs: …)."""
    other = copy.deepcopy(CONTENT)
    for key, step in steps.items():
        other[key] = step(other[key])
    return changes(CONTENT, other)


@given(st.dictionaries(st.text(), PLAIN))
def test_canonical_text_does_not_depend_on_the_order_of_keys(content):
    turned = dict(reversed(list(content.items())))

    assert canonical(content) == canonical(turned)
    assert json.loads(canonical(content)) == content
    assert hash_of(canonical(content)) == hash_of(canonical(turned))


@pytest.mark.parametrize("content", [{"a": 1.5}, {"a": [{"b": float("nan")}]}])
def test_a_float_is_refused_however_deep(content):
    with pytest.raises(NotCanonical):
        canonical(content)


def test_nothing_differs_between_a_content_and_itself():
    assert changed() == []


@pytest.mark.parametrize(
    ("steps", "change"),
    [
        ({"title": lambda _: "Safer alleys"}, Change("Title", "Cleaner alleys", "Safer alleys")),
        (
            {"lead": lambda lead: lead | {"id": 2, "name": "Bo Other"}},
            Change("Lead officer", "Alex Lead", "Bo Other"),
        ),
        (
            {"needs": lambda needs: [needs[0] | {"amount_pence": 650_050}]},
            Change("Need 1, amount", "£6,000", "£6,500.50"),
        ),
        (
            {"needs": lambda needs: [needs[0] | {"monitoring_on": "2025-03-31"}]},
            Change("Need 1, monitoring date", "2024-12-31", "2025-03-31"),
        ),
        ({"needs": lambda _: []}, Change("Need 1", "in the plan", "taken out")),
        (
            {"team": lambda team: [*team, team[0] | {"id": 4, "name": "Kim New"}]},
            Change("Delivery team “Kim New”", "not in the plan", "added"),
        ),
        (
            {"actions": lambda rows: [rows[0] | {"owner": {"name": "Alex Lead"}}]},
            Change("Action “Clear the alleys”, owner", "", "Alex Lead"),
        ),
    ],
)
def test_a_change_is_said_by_field(steps, change):
    assert changed(**steps) == [change]


def test_a_changed_answer_names_its_stage_and_question():
    def answer(stages):
        stages[0]["answers"][1]["answer"] = "High"
        return stages

    assert changed(stages=answer) == [Change("Stage 1, urgency assessment", "", "High")]


def test_a_question_that_another_pack_asks_is_said_too():
    def answers(stages):
        stages[0]["answers"] = [{"code": "new", "label": "New question", "answer": "Yes"}]
        return stages

    assert changed(stages=answers) == [
        Change("Stage 1, new question", "", "Yes"),
        Change("Stage 1, evidence and data", "41 complaints", ""),
    ]


def test_the_pathway_is_a_circle_on_which_no_two_stages_touch():
    stops = [Stop(number, f"Stage {number}", "not_started", "") for number in range(1, 8)]
    placed = nodes(stops)

    assert [node.number for node in placed] == [1, 2, 3, 4, 5, 6, 7]
    assert (placed[0].x, placed[0].y) == (SIZE // 2, SIZE // 2 - RING)
    for node, following in zip(placed, [*placed[1:], placed[0]], strict=True):
        apart = ((node.x - following.x) ** 2 + (node.y - following.y) ** 2) ** 0.5
        assert apart > 2 * NODE
    for node in placed:
        assert NODE <= node.x <= SIZE - NODE
        assert NODE <= node.y <= SIZE - NODE


def test_a_long_name_is_broken_between_words():
    node = nodes([Stop(1, "Monitoring and evaluation", "complete", "complete")])[0]

    assert [line.text for line in node.lines] == ["Monitoring and", "evaluation"]
