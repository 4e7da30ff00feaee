"""People print at once: one process, several PDFs."""

import os

import pytest

from carp.documents import pdf
from tests.concurrency import race


@pytest.mark.slow
def test_people_who_print_at_once_each_get_the_same(monkeypatch):
    monkeypatch.delenv(pdf.FONT_CLOCK, raising=False)
    page = "<html lang=en><title>Receipt</title><p>Keep this sheet.</p>"

    drawn = race(*[lambda: pdf.draw(page, identifier="x")] * 8)

    assert set(drawn) == {pdf.draw(page, identifier="x")}
    assert pdf.FONT_CLOCK not in os.environ
