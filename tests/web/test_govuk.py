import pytest
from django.template import engines
from django.utils.safestring import SafeString, mark_safe

from carp.web.govuk import environment, govuk

NASTY = "<script>alert(1)</script>"


def test_component_is_drawn_and_safe():
    drawn = govuk("button", text="Save", prevent_double_click=True)
    assert isinstance(drawn, SafeString)
    assert 'data-prevent-double-click="true"' in drawn


@pytest.mark.parametrize(
    ("component", "params"),
    [
        ("button", {"text": NASTY}),
        ("button", {"html": NASTY}),
        ("button", {"text": "x", "href": f'"{NASTY}'}),
        ("button", {"text": "x", "attributes": {"title": f'"{NASTY}'}}),
        ("tag", {"text": NASTY, "classes": f'"{NASTY}'}),
        ("details", {"summary_text": NASTY, "html": NASTY}),
        ("fieldset", {"legend": {"html": NASTY}, "html": NASTY}),
        ("summary-list", {"rows": [{"key": {"text": NASTY}, "value": {"html": NASTY}}]}),
    ],
)
def test_words_are_escaped_wherever_they_go(component, params):
    assert "<script" not in govuk(component, **params)


def test_markup_that_is_marked_safe_stays():
    assert "<em>x</em>" in govuk("inset-text", html=mark_safe("<em>x</em>"))


def test_attributes_may_not_be_text():
    with pytest.raises(TypeError):
        govuk("button", text="x", attributes="onclick=alert(1)")


def test_environment_is_built_once():
    assert environment() is environment()


def test_tag_nests_and_joins_words():
    template = '{% govuk "tag" text=words attributes__data_x="1" %}'
    drawn = engines["django"].from_string(template).render({"words": "Late"})
    assert drawn == '<strong class="govuk-tag" data-x="1">\n  Late\n</strong>'
