"""Keys that go to the database in one value find what each of them would."""

import pytest

from carp.among import Among
from carp.council.models import ReferenceCounter
from tests import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "keys",
    [[], ["TRG"], ["TRG", "CAR", "CAR"], ["none"], ['"', "'; --", "100%", "née", "\\", "{a,b}"]],
    ids=["none", "one", "several", "another", "odd"],
)
def test_among_several_is_one_of_them(keys, django_assert_num_queries):
    for prefix in ("TRG", "CAR", "PLN", "'; --", "née", '"', "{a,b}"):
        make.reference_counter(prefix)
    with django_assert_num_queries(1):
        found = set(ReferenceCounter.objects.filter(Among("prefix", keys)))
    assert found == set(ReferenceCounter.objects.filter(prefix__in=keys))


def test_more_keys_than_values_fit_in_a_statement():
    counter = make.reference_counter("TRG")
    keys = [*(str(number) for number in range(5000)), "TRG"]
    assert ReferenceCounter.objects.get(Among("prefix", keys)) == counter
