"""Receipts cannot be guessed, survive being copied by hand, and say nothing but a public word."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carp import clock
from carp.council import packs
from carp.council.statuses import WITHDRAWN
from tests import make
from triggers import receipts
from triggers.models import TriggerReport

Status = TriggerReport.Status
letters = st.text(receipts.ALPHABET, min_size=26, max_size=26)


def test_receipt_has_130_bits_and_a_check_letter_in_groups_of_four():
    code = receipts.of_submission("key")
    assert [len(group) for group in code.split("-")] == [4, 4, 4, 4, 4, 4, 3]
    assert set(code) - {"-"} <= set(receipts.ALPHABET)
    assert len(receipts.ALPHABET) == 32
    assert receipts.is_well_typed(code)


def test_one_submission_has_one_receipt_and_each_submission_its_own():
    codes = {receipts.of_submission(str(number)) for number in range(2000)}
    assert len(codes) == 2000
    assert receipts.of_submission("7") in codes


def test_letters_of_receipts_are_evenly_spread():
    drawn = "".join(receipts.of_submission(str(number))[:4] for number in range(8000))
    assert all(700 < drawn.count(letter) < 1300 for letter in receipts.ALPHABET)


def test_receipt_depends_on_the_secret_key(settings):
    before = receipts.of_submission("key"), receipts.digest("code")
    settings.SECRET_KEY = "another"
    assert receipts.of_submission("key") != before[0]
    assert receipts.digest("code") != before[1]


@given(letters, st.integers(0, 26), st.sampled_from(receipts.ALPHABET))
def test_one_wrong_letter_is_found(code, place, letter):
    whole = code + receipts.check_letter(code)
    wrong = whole[:place] + letter + whole[place + 1 :]
    assert receipts.is_well_typed(wrong) == (wrong == whole)


@given(letters)
def test_missing_or_doubled_letter_is_found(code):
    whole = code + receipts.check_letter(code)
    assert not receipts.is_well_typed(whole[:-1])
    assert not receipts.is_well_typed(whole + whole[-1])


def test_receipt_may_be_typed_as_people_do():
    code = receipts.of_submission("key")
    typed = f"  {code.lower().replace('-', ' ')}\n".replace("0", "o").replace("1", "l")
    assert receipts.plain(typed) == receipts.plain(code)
    assert receipts.digest(typed) == receipts.digest(code)


@pytest.mark.parametrize("typed", ["", "-", "é" * 27, "²" * 27, "\x00" * 27, "U" * 27, "0" * 100])
def test_no_text_breaks_the_check(typed):
    assert not receipts.is_well_typed(typed)


@pytest.mark.django_db
def test_stored_is_only_a_hash():
    code = receipts.of_submission("key")
    make.trigger_report(receipt_hash=receipts.digest(code))
    held = str(list(TriggerReport.objects.values()))
    assert code not in held
    assert receipts.plain(code) not in held


@pytest.mark.django_db
def test_receipt_of_a_retired_secret_key_is_still_known(settings):
    code, old = receipts.of_submission("key"), settings.SECRET_KEY
    make.trigger_report(receipt_hash=receipts.digest(code))
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "newer", [old]
    assert receipts.look_up(code).words == "Arrived"


@pytest.mark.django_db
@pytest.mark.parametrize("status", Status)
def test_every_status_has_public_words_that_are_not_the_internal_ones(status):
    public = receipts.told(status)
    assert public.words not in Status.labels
    assert public.meaning.endswith(".")


@pytest.mark.django_db
@pytest.mark.parametrize("status", Status)
def test_look_up_answers_the_public_words_of_the_status(status):
    code = receipts.of_submission("key")
    make.trigger_report(status, receipt_hash=receipts.digest(code))
    assert receipts.look_up(code).words == receipts.told(status).words


@pytest.mark.django_db
def test_promise_is_made_only_while_it_can_be_kept():
    today = clock.today()
    due = receipts.told(Status.RECEIVED, assess_due_on=today)
    assert "We aim to assess it by" in due.meaning
    late = receipts.told(Status.RECEIVED, assess_due_on=today - timedelta(days=1))
    assert late == receipts.told(Status.RECEIVED)
    seen = receipts.told(Status.UNDER_REVIEW, assess_due_on=today)
    assert seen == receipts.told(Status.UNDER_REVIEW)


@pytest.mark.django_db
def test_pack_has_words_for_each_status_and_for_a_withdrawn_report():
    assert set(packs.current().items("public_statuses")) == {*Status, "withdrawn"}
    withdrawn = receipts.told(Status.CLOSED, close_reason=WITHDRAWN)
    assert withdrawn.words == "Withdrawn"
    assert receipts.told(Status.CLOSED, close_reason="resolved").words == "Finished"


def test_new_receipts_are_random_and_whole():
    codes = {receipts.new() for _ in range(2000)}
    assert len(codes) == 2000
    assert all(receipts.is_well_typed(code) for code in codes)
    drawn = "".join(code[:24].replace("-", "") for code in codes)
    assert set(drawn) == set(receipts.ALPHABET)


def test_receipt_is_read_out_in_groups_with_a_word_for_each_letter():
    groups = receipts.spelt("0A1Z-9XQJ-7")
    assert groups == [
        ("0A1Z", "Zero Alfa One Zulu"),
        ("9XQJ", "Nine X-ray Quebec Juliett"),
        ("7", "Seven"),
    ]
    assert {receipts.SPOKEN[letter][0] for letter in "ABCDEFGHJKMNPQRSTVWXYZ"} == set(
        "ABCDEFGHJKMNPQRSTVWXYZ"
    )
