"""The stored spelling of a report: one, exact, and read back to an equal report."""

import json as plain_json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carp.documents import json
from carp.documents.report import (
    Column,
    Fact,
    FactList,
    Kind,
    Paragraphs,
    ReportFault,
    Section,
    Table,
)
from tests.make.documents import report_object

pytestmark = pytest.mark.once


def test_every_block_comes_back_equal():
    report = report_object()

    assert json.loads(json.dumps(report)) == report


def test_the_spelling_is_canonical():
    text = json.dumps(report_object())

    spelt = plain_json.dumps(
        plain_json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    assert text == spelt


def test_the_content_hash_is_that_of_the_file():
    report = report_object()

    assert json.digest(json.loads(json.render(report).decode())) == json.digest(report)
    assert json.digest(report_object(version=2)) != json.digest(report)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"is":"Report"}',
        '{"is":"Fact","kind":"text","label":"a","note":"","value":"b"}',
        '{"is":"Popen","args":"id"}',
        '{"is":"Report","value":1.5}',
        '{"is":"Report","value":NaN}',
        "[" * 100_000,
        '{"is":{"is":"Fact"}}',
    ],
)
def test_anything_else_is_refused_with_a_sentence(text):
    with pytest.raises(ReportFault):
        json.loads(text)


def test_an_unknown_field_is_refused():
    raw = plain_json.loads(json.dumps(report_object()))
    raw["colour"] = "red"

    with pytest.raises(ReportFault, match="colour"):
        json.loads(plain_json.dumps(raw))


def test_a_snapshot_longer_than_any_report_is_refused(monkeypatch):
    monkeypatch.setattr(json, "MOST_CHARACTERS", 10)

    with pytest.raises(ReportFault, match="longer"):
        json.loads(json.dumps(report_object()))


values = st.one_of(st.none(), st.integers(), st.text())


@given(
    texts=st.lists(st.text()),
    rows=st.lists(st.tuples(st.text(), values)),
    kind=st.sampled_from(Kind),
    value=values,
)
def test_whatever_is_typed_comes_back_equal(texts, rows, kind, value):
    blocks = (
        Paragraphs(tuple(texts)),
        Table("Any", (Column("Name"), Column("Value", kind)), tuple(rows)),
        FactList((Fact("Fact", value, kind),)),
    )
    report = report_object(Section("Any", blocks))

    assert json.loads(json.dumps(report)) == report
    assert json.render(report).decode("utf-8") == json.dumps(report)
