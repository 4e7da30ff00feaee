"""Drafts of what a reporter is told, and the form of a safeguarding reference."""

import pytest

from carp.council import feedback, packs
from carp.council.validator import examine
from tests import make

FORM = "SG-999999"


@pytest.mark.parametrize("template", ["", "We looked at {reference}.", "{{not}} a placeholder"])
def test_sound_draft_has_no_fault(template):
    assert feedback.fault(template) is None


@pytest.mark.parametrize(("template", "says"), [
    ("We told {officer}.", "{officer}"),
    ("{reference!r}", "{reference}"),
    ("{reference:>40}", "{reference}"),
    ("{reference.pk}", "{reference.pk}"),
    ("{}", "{}"),
    ("{reference", "not closed"),
    ("reference}", "not closed"),
])  # fmt: skip
def test_draft_that_could_not_be_filled_in_is_told(template, says):
    assert says in (feedback.fault(template) or "")


def test_sentence_without_its_value_is_left_out_and_none_stands_twice():
    found = feedback.filled(
        [
            "Thank you. We looked at {reference}. Ring {door_telephone}.",
            "Thank you. See {council}.",
        ],
        {"reference": "TRG-1", "door_telephone": "", "council": "us"},
    )
    assert found == "Thank you. We looked at TRG-1. See us."


@pytest.mark.parametrize("form", ["SG-999999", "AA9999", "2026/99999"])
def test_form_of_a_reference_is_sound(form):
    assert feedback.form_fault(form) is None
    assert feedback.is_of_form(feedback.example_of(form), form)


@pytest.mark.parametrize("form", ["SG-999", "AAAA9999", "sg-9999", "SG 9999", ""])
def test_form_that_could_hold_a_name_or_no_number_is_refused(form):
    assert feedback.form_fault(form)


@pytest.mark.parametrize("wrong", ["SG-12345", "SG-1234567", "sg-123456", "SG-12345A", "Jo Smith"])
def test_reference_of_another_form_is_refused(wrong):
    assert not feedback.is_of_form(wrong, FORM)


@pytest.mark.parametrize(("name", "place"), [
    ("routes", 0), ("closure_reasons", 0), ("redirect_reasons", 0),
])  # fmt: skip
def test_pack_with_an_unknown_placeholder_is_not_loaded(name, place):
    data = make.pack_data()
    data[name][place]["feedback"] = "We told {officer}."
    _pack, problems = examine(data)
    assert [problem.path for problem in problems] == [(name, place, "feedback")]


def test_pack_with_a_form_that_could_hold_a_name_is_not_loaded():
    data = make.pack_data() | {"safeguarding": {"reference_form": "AAAAAAAA"}}
    _pack, problems = examine(data)
    assert [problem.path for problem in problems] == [("safeguarding", "reference_form")]


@pytest.mark.django_db
def test_every_reason_of_west_lindsey_has_its_draft():
    pack = packs.current()
    reasons = [*pack.closure_reasons, *pack.redirect_reasons]
    assert all(reason.feedback for reason in reasons)
    assert {each.code for each in pack.redirect_reasons if each.individual} == {
        "safeguarding-child",
        "safeguarding-adult",
    }
