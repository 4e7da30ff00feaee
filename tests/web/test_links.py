"""The addresses of a list's rows are what reverse() says."""

import pytest
from django.urls import reverse

from carp.web.links import address


@pytest.mark.parametrize("key", ["TRG-2026-00001", "a b", "ä", "50%", "a?b#c", "(x);'y'"])
def test_address_by_a_reference(key):
    assert address("triggers:triage-detail", key) == reverse("triggers:triage-detail", args=[key])


def test_address_by_a_number():
    assert address("funds:pot-detail", 7) == reverse("funds:pot-detail", args=[7])


def test_address_stands_between_its_two_ends():
    name = "triggers:triage-assign"
    assert address(name, "TRG-2026-00001") == reverse(name, args=["TRG-2026-00001"])
