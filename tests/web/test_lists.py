"""The one list: pages, order, filters, search, counts, CSV and parameters that make no sense."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from carp.accounts.roles import Role
from carp.outbox.models import OutboxItem
from carp.web import lists
from carp.web.export import PLAIN_NUMBER, csv_lines, safe_cell
from carp.web.keyset import Order, cursor, read_cursor
from carp.web.tables import Column, Link, Passages, Tag, as_columns, table_html
from tests import make
from tests.web import html
from tests.web.samples import OutboxList

pytestmark = pytest.mark.django_db
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
WHOLE = "?"


def owe(number, **fields):
    """Rows due an hour apart, the newest first made."""
    return OutboxItem.objects.bulk_create(
        OutboxItem(
            **{
                "topic": "mail",
                "key": f"k{index:05d}",
                "due_at": NEW_YEAR - timedelta(hours=index),
            }
            | fields
        )
        for index in range(number)
    )


def page(query=WHOLE, rows=None):
    request = RequestFactory().get(f"/owed/{query}")
    request.user = AnonymousUser()
    return OutboxList(request, OutboxItem.objects.all() if rows is None else rows)


def keys(shown):
    return [row[0].text for row in shown.rows]


def walk(first, side):
    """Every page's keys, from the first address on."""
    pages, shown = [], first
    while True:
        pages.append(keys(shown))
        url = shown.next_url if side == "next" else shown.previous_url
        if not url:
            return pages
        shown = page(url)


def flat(pages):
    return [key for shown in pages for key in shown]


def everything(order):
    rows = OutboxItem.objects.order_by(*order).values_list("key", flat=True)
    return list(rows)


@pytest.mark.parametrize("rows", [0, 1, 24, 25, 26, 50, 51, 77])
def test_pages_show_every_row_once_in_order(rows):
    owe(rows)
    pages = walk(page(), "next")
    assert flat(pages) == everything(["-due_at", "-pk"])
    assert all(len(shown) == 25 for shown in pages[:-1])


@pytest.mark.parametrize("sort", ["due", "-due", "topic", "-topic", "attempts", "-attempts"])
def test_pages_walk_both_ways_through_ties(sort):
    owe(60, due_at=NEW_YEAR)
    OutboxItem.objects.filter(key__lt="k00030").update(topic="report", attempts=2)
    forward = walk(page(f"?sort={sort}"), "next")
    field = {"due": "due_at"}.get(sort.removeprefix("-"), sort.removeprefix("-"))
    minus = "-" if sort.startswith("-") else ""
    assert flat(forward) == everything([minus + field, f"{minus}pk"])
    last = page(f"?sort={sort}")
    while last.next_url:
        last = page(last.next_url)
    backward = walk(last, "previous")
    assert backward[-1] == forward[0]
    assert backward[0] == forward[-1]
    assert [len(shown) for shown in backward] == [10, 25, 25]


@pytest.mark.parametrize("sort", ["finished", "-finished"])
def test_empty_values_have_their_place(sort):
    owe(40)
    for index in (3, 20, 33):
        OutboxItem.objects.filter(key=f"k{index:05d}").update(
            state="done", finished_at=NEW_YEAR + timedelta(hours=index)
        )
    pages = walk(page(f"?sort={sort}"), "next")
    seen = flat(pages)
    assert sorted(seen) == sorted(everything(["pk"]))
    done = ["k00003", "k00020", "k00033"]
    assert seen[:3] == done if sort == "finished" else seen[-3:] == done[::-1]


def test_a_page_before_that_is_not_full_becomes_the_first():
    owe(60)
    second = page(page().next_url)
    first = page(second.previous_url)
    assert keys(first) == keys(page())
    assert first.previous_url == ""
    edge = cursor(NEW_YEAR - timedelta(hours=5), 10**9)
    assert keys(page(f"?before={edge}")) == keys(page())


def test_rows_that_come_meanwhile_move_nothing():
    owe(60)
    following = page().next_url
    expected = keys(page(following))
    OutboxItem.objects.create(topic="mail", key="new", due_at=NEW_YEAR + timedelta(days=1))
    assert keys(page(following)) == expected


def test_heading_of_the_sorted_column_says_so_and_turns():
    owe(1)
    head = html.parse(page("?sort=due").table_html)
    (cell,) = head.xpath("//th[@aria-sort]")
    assert (cell.get("aria-sort"), cell.xpath("./a/@href")) == ("ascending", ["?sort=-due"])
    assert html.parse(page().table_html).xpath("//th[@aria-sort]/@aria-sort") == ["descending"]
    assert not head.xpath("//th[contains(., 'Key')]/a")


def test_search_finds_every_word():
    owe(3)
    OutboxItem.objects.filter(key="k00001").update(key="acknowledgement hill street")
    assert keys(page("?q=HILL+Ackn")) == ["acknowledgement hill street"]
    assert keys(page("?q=hill+absent")) == []
    assert page("?q=absent").empty_text.startswith("Nothing matches")


def test_filters_choose_and_keep_their_place():
    owe(60)
    OutboxItem.objects.filter(key__lt="k00040").update(state="dead", finished_at=NEW_YEAR)
    shown = page("?state=dead&sort=due")
    assert shown.is_filtered
    assert shown.count == 40
    assert "state=dead" in shown.next_url
    assert "sort=due" in shown.next_url
    assert keys(page(shown.next_url)) == [f"k{index:05d}" for index in range(14, -1, -1)]


def test_range_of_days_is_filtered():
    owe(60)
    assert page("?due_at_after=2026-01-01").count == 1
    assert page("?due_at_before=2025-12-30").count == 60 - 25


def test_filter_form_is_drawn_with_what_was_chosen():
    drawn = html.parse(f"<div>{page('?state=dead&due_at_after=2026-01-01').panel}</div>")
    html.check_controls(drawn)
    assert drawn.xpath("//option[@selected]/@value") == ["dead"]
    assert drawn.xpath("//input[@name='due_at_after']/@value") == ["2026-01-01"]


def test_filter_form_is_drawn_once_for_the_same_values():
    assert page("?state=dead").panel is page("?state=dead&after=x&q=1").panel
    assert page("?state=dead").panel is not page("?state=done").panel


@pytest.mark.parametrize(("rows", "words"), [(0, "0 results"), (1, "1 result"), (26, "26 results")])
def test_count_is_said(rows, words):
    owe(rows)
    assert page().count_text == words


def test_count_stops_at_its_cap(monkeypatch):
    owe(40)
    monkeypatch.setattr(lists, "COUNTED_TO", 30)
    assert page().count_text == "More than 30 results"


@pytest.mark.parametrize(
    "query",
    [
        "?sort=password",
        "?sort=--due",
        "?sort=key",
        "?sort=\x00",
        "?after=rubbish",
        "?after=%00",
        "?after=W10",
        "?after=bnVsbA",
        "?after=WyJ4IiwxXQ",
        "?after=WyIyMDI2LTAxLTAxIiwxZTk5OV0",
        "?after=" + "W" * 4000,
        "?before=!!!",
        "?state=nonsense",
        "?state=\x00",
        "?due_at_after=yesterday&due_at_before=2026-02-31",
        "?q=\x00",
        "?q=%F0%9F%98%80%00",
        "?format=xml",
        "?unknown=1&page=7",
        "?sort=due&sort=topic",
    ],
)
def test_parameters_that_make_no_sense_are_ignored(query):
    owe(3)
    shown = page(query)
    assert sorted(keys(shown)) == ["k00000", "k00001", "k00002"]
    assert shown.table_html
    assert shown.panel


@given(st.text(max_size=60))
def test_no_cursor_breaks_a_list(text):
    found = read_cursor(text, OutboxItem, Order("due_at"))
    assert found is None or isinstance(found[1], int)


def test_csv_is_what_the_page_shows():
    owe(30)
    OutboxItem.objects.filter(key__gt="k00009").update(topic="report")
    query = "?sort=topic&q=k0000"
    response = page(query).csv()
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text))
    assert head == ["Key", "Topic", "State", "Due", "Finished", "Attempts"]
    assert rows == [[str(cell) for cell in row] for row in page(query).rows]
    assert len(rows) == 10
    assert response["Content-Disposition"].startswith('attachment; filename="owed-work-')


def test_csv_holds_every_page():
    owe(60)
    lines = list(page().csv().streaming_content)
    assert len(lines) == 61


@pytest.mark.parametrize(
    "words",
    ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =1", "|calc", "%0A", "＝1", "-£1x"],
)
def test_csv_never_holds_a_formula(words):
    (line,) = list(csv_lines(["x"], [[words]]))[1:]
    (row,) = csv.reader(io.StringIO(line))
    assert row == [f"'{words}"]


@pytest.mark.parametrize("number", ["-5", "−£1,200.50", "-12.5%", "7", "", "plain words"])
def test_csv_leaves_numbers_and_words_alone(number):
    assert safe_cell(number) == number


@given(st.text())
def test_csv_cells_start_harmlessly(text):
    cell = safe_cell(text)
    assert not cell.startswith(("=", "+", "@", "\t", "\r")) or PLAIN_NUMBER.fullmatch(cell)
    assert not cell.startswith("-") or PLAIN_NUMBER.fullmatch(cell)


def test_searchable_folds_accents_and_case():
    assert lists.searchable("  Café\x00 STRAßE\n") == "cafe strasse"


def test_page_is_whole_and_takes_few_queries(client, sample_pages, django_assert_max_num_queries):
    client.force_login(make.user(Role.OFFICER))
    owe(1)
    client.get("/test/owed/")
    with django_assert_max_num_queries(3):
        client.get("/test/owed/")
    OutboxItem.objects.bulk_create(
        OutboxItem(topic="mail", key=f"more{index}") for index in range(60)
    )
    with django_assert_max_num_queries(4):
        whole = html.parse(client.get("/test/owed/?state=waiting").content)
    html.check_page(whole)
    assert whole.xpath("//nav[contains(@aria-label,'Owed work')]//a/@rel") == ["next"]
    assert len(whole.xpath("//tbody/tr")) == 25


def test_empty_list_says_so(client, sample_pages):
    client.force_login(make.user(Role.OFFICER))
    whole = html.parse(client.get("/test/owed/").content)
    assert "Nothing is owed." in whole.text_content()
    assert not whole.xpath("//table")
    assert not whole.xpath("//a[contains(., 'CSV')]")


def test_csv_of_a_page(client, sample_pages):
    client.force_login(make.user(Role.OFFICER))
    owe(2)
    response = client.get("/test/owed/?format=csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert len(list(response.streaming_content)) == 3


def test_table_of_its_own():
    head = as_columns(["What", ("Cost", "numeric"), Column("State")])
    rows = [(Link("<b>", '/"x/'), "£1", Tag("<i>", "red")), ("x", None, None)]
    drawn = table_html("Need lines", head, rows, foot=("Total", "£1", ""))
    assert "<b>" not in drawn
    assert "<i>" not in drawn
    table = html.parse(drawn)
    assert table.xpath("//caption/text()") == ["Need lines"]
    assert table.xpath("//thead//th/@scope") == ["col", "col", "col"]
    assert table.xpath("//tbody//th/@scope") == ["row", "row"]
    assert table.xpath("//tbody/tr[1]/*/@data-label") == ["What", "Cost", "State"]
    assert table.xpath("//tfoot//td[1]/text()") == ["£1"]
    assert "govuk-table__cell--numeric" in table.xpath("//tbody//td")[0].get("class")


def test_a_cell_of_prose_names_what_stands_below():
    cell = Passages("Too dear & <late>", [("Rejected", "<b>")])
    assert cell.__html__() == (
        "<div>Too dear &amp; &lt;late&gt;</div>"
        '<div class="govuk-!-margin-top-2"><strong>Rejected:</strong> &lt;b&gt;</div>'
    )
    assert str(cell) == "Too dear & <late>\nRejected: <b>"


def test_a_reference_is_not_broken_over_two_lines():
    assert "carp-reference" in Link("CAR-2026-0001", "/x/").__html__()
    assert "carp-reference" not in Link("Hill Street", "/x/").__html__()
