"""The addresses of a list's rows are what reverse() says."""

import pytest
from django.template import engines
from django.urls import NoReverseMatch, reverse

from carp.web.links import address


@pytest.mark.parametrize("key", ["TRG-2026-00001", "a b", "ä", "50%", "a?b#c", "(x);'y'"])
def test_address_by_a_reference(key):
    assert address("triggers:triage-detail", key) == reverse("triggers:triage-detail", args=[key])


def test_address_by_a_number():
    assert address("funds:pot-detail", 7) == reverse("funds:pot-detail", args=[7])


def test_address_stands_between_its_two_ends():
    name = "triggers:triage-assign"
    assert address(name, "TRG-2026-00001") == reverse(name, args=["TRG-2026-00001"])


# --- In a template ------------------------------------------------------------------------------
def drawn(source, **context):
    return engines["django"].from_string(source).render(context)


@pytest.mark.parametrize("key", ["TRG-2026-00001", "a b", "a'b&c", 7])
def test_address_in_a_template_is_escaped_and_the_same_again(key):
    source = "{% url 'triggers:triage-detail' key %}"
    said = reverse("triggers:triage-detail", args=[key])
    expected = said.replace("&", "&amp;").replace("'", "&#x27;")
    assert [drawn(source, key=key) for _ in range(2)] == [expected] * 2


def test_address_in_a_template_may_be_kept_for_later():
    assert drawn("{% url 'triggers:triage-list' as here %}[{{ here }}]") == "[/triage/]"
    assert drawn("{% url 'triggers:nowhere' as here %}[{{ here }}]") == "[]"


def test_address_that_nothing_has_is_a_fault():
    with pytest.raises(NoReverseMatch):
        drawn("{% url 'triggers:triage-detail' key %}", key="")


def test_address_by_the_names_of_its_arguments():
    source = "{% url 'triggers:triage-detail' reference='TRG-2026-00001' %}"
    assert drawn(source) == "/triage/TRG-2026-00001/"
