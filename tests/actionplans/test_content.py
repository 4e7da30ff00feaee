"""A plan's frozen content: one text for one content; and the circle of its stages."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actionplans.stages.content import NotCanonical, canonical, hash_of
from actionplans.stages.pathway import NODE, RING, SIZE, Stop, nodes

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


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
