"""The HTML of a report: a structure to follow by ear, and no text that becomes markup."""

from itertools import pairwise

import pytest

from carp.documents import html
from carp.documents.report import (
    BulletList,
    Callout,
    Chart,
    Column,
    Fact,
    FactList,
    Figures,
    Item,
    Matrix,
    Paragraphs,
    Section,
    Series,
    Table,
    WardMap,
)
from tests.documents.markup import Page
from tests.make.documents import areas, report_object

pytestmark = pytest.mark.once

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    "{{ 7|add:7 }}{% load static %}",
    "&lt;script&gt;",
    '<a href="javascript:alert(1)">',
]


@pytest.fixture(scope="module")
def page():
    return Page(html.page(report_object()))


def test_there_is_one_h1_and_no_heading_is_skipped(page):
    levels = [int(each.name[1]) for each in page.all("h1", "h2", "h3", "h4", "h5", "h6")]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


def test_the_part_for_a_page_has_no_h1_of_its_own():
    assert Page(html.part(report_object())).all("h1") == []


def test_the_page_says_its_language_title_and_author(page):
    (root,) = page.all("html")
    (title,) = [each for each in page.all("title") if "svg" not in each.within]
    named = {
        each.attributes.get("name"): each.attributes.get("content") for each in page.all("meta")
    }

    assert root.attributes["lang"] == "en-GB"
    assert title.text.startswith("Communities at risk: progress and delivery: Quarter 2")
    assert named["author"] == "West Lindsey District Council"
    assert named["dcterms.created"] == named["dcterms.modified"] == "2024-10-21T08:30:05Z"


def test_every_header_cell_has_its_scope_and_every_table_its_caption(page):
    assert {each.attributes.get("scope") for each in page.all("th")} == {"col", "row"}
    assert len(page.all("caption")) == len(page.all("table"))


def test_every_picture_has_its_name_and_its_figures_beside_it(page):
    pictures = page.all("svg")

    assert len(pictures) == len(page.all("figure")) == 5
    assert all(picture.attributes["role"] == "img" for picture in pictures)
    ids = {each.attributes["id"]: each for each in page.elements if each.attributes.get("id")}
    assert all(ids[picture.attributes["aria-labelledby"]].text for picture in pictures)
    assert all("figure" in each.within for each in page.all("table") if each.within.count("figure"))


def test_ids_are_unique_and_every_link_in_the_page_leads_somewhere(page):
    ids = [each.attributes["id"] for each in page.elements if each.attributes.get("id")]
    targets = [
        each.attributes["href"][1:] for each in page.all("a") if each.attributes["href"][0] == "#"
    ]

    assert len(ids) == len(set(ids))
    assert targets
    assert set(targets) <= set(ids)


def test_contents_name_every_section_in_order(page):
    links = [each.text for each in page.all("a") if "nav" in each.within]

    assert links == [
        "Summary",
        "Triggers",
        "Received, assessed and closed",
        "Assessment and outcomes",
        "Where the concerns are",
        "Communities and plans",
        "The fund",
    ]


def test_sections_are_numbered_where_the_report_says_so():
    inner = Section("Purpose")
    numbered = Page(html.page(report_object(Section("Introduction", (), (inner,)), numbered=True)))

    assert [each.text for each in numbered.all("h2", "h3")] == [
        "Contents",
        "1 Introduction",
        "1.1 Purpose",
    ]


def test_a_plain_section_has_no_number_and_takes_none():
    front = Section("Recommendations", (), (Section("First"),), plain=True)
    report = report_object(front, Section("Introduction"), numbered=True)

    headings = [each.text for each in Page(html.part(report)).all("h2", "h3")]
    assert headings == ["Contents", "Recommendations", "First", "1 Introduction"]


def test_an_empty_table_says_so_in_a_sentence(page):
    assert "There is nothing to show." in [each.text for each in page.all("p")]


def test_a_total_row_stands_in_the_foot(page):
    assert [each.text for each in page.all("th") if "tfoot" in each.within] == ["Both"]


def test_nothing_in_the_page_is_scripted_or_styled_by_attribute(page):
    assert page.all("script", "img", "iframe", "object", "link") == []
    assert not any(
        name.startswith("on") or name == "style"
        for each in page.elements
        for name in each.attributes
    )


def every_block(text):
    fact = Fact(text, text, note=text)
    return (
        Paragraphs((text,)),
        FactList((fact,)),
        Figures((fact,)),
        Table(text, (Column(text), Column(text)), ((text, text),), note=text),
        Table(text, (Column(text),), (), empty=text),
        Chart(
            "bar",
            text,
            text,
            (text, "b"),
            (Series(text, (1, text)), Series("x", (1, 2))),
            description=text,
        ),
        Chart("stacked", text, text, (text,), (Series(text, (1,)), Series("x", (2,)))),
        Chart("line", text, text, (text,), (Series(text, (1,)), Series("x", (2,)))),
        Matrix(text, text, (text,), text, (text,), (text,), ((0,),), ((text,),), description=text),
        WardMap(text, text, (text, text, text), areas(), text, description=text, note=text),
        BulletList((Item(text), Item(text, "https://example.org/?a=\"'<>"))),
        Callout(text, (text,)),
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_markup(text):
    inner = Section(text, every_block(text))
    report = report_object(
        Section(text, every_block(text), (inner,)),
        title=text,
        subtitle=text,
        council=text,
        standing=text,
        reference=text,
        facts=(Fact(text, text),),
    )
    page = Page(html.page(report))

    assert page.all("script", "img", "iframe") == []
    assert not any(name.startswith("on") for each in page.elements for name in each.attributes)
    assert {each.attributes["href"] for each in page.all("a")} <= {
        "#s1",
        "#s1-1",
        "https://example.org/?a=\"'<>",
    }
    (heading,) = page.all("h1")
    assert heading.text == text
