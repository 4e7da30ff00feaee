"""Reports are found by their words, the same on both databases (ADR 16)."""

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from carp.accounts.roles import Role
from carp.web.search import LONGEST_WORD, PARTS, Part, indexable, parts
from tests import make
from triggers.models import REPORT_INDEX, TriggerReport

pytestmark = pytest.mark.django_db
# What each report says, by the name that the list below knows it by.
CORPUS = {
    "alleys": "TRG-2026-00001 Trinity Street: rubbish in the alleys; the alley gates are broken.",
    "cafe": "TRG-2026-00002 The CAFÉ on Mill Road has closed; older people don’t meet any more.",
    "mill": "TRG-2026-00003 Road works by the mill. No 12a, 1,200 houses, 1.5 km of £3m road.",
    "bus": "TRG-2025-00001 The bus to Market Rasen was cut; the straße is dark, naïve ½ Ørsted.",
    "odd": "TRG-2025-00021 'single' \\back\\slash\\ & | ! <-> :* NOT (near) OR AND mill\tRoad",
}
# What is typed, and who is found. No stems: "alley" as a whole word is not "alleys".
FOUND = {
    "rubbish": "alleys",
    "RUBBISH broken": "alleys",
    "rubbish bus": "",
    "alley": "alleys",
    '"alley"': "alleys",
    '"alleys"': "alleys",
    '"alle"': "",
    "alle": "alleys",
    "alle rubbish": "",
    "cafe": "cafe",
    "Café": "cafe",
    "mill road": "cafe mill odd",
    '"mill road"': "cafe odd",
    "“mill road”": "cafe odd",
    '"mill roa"': "",
    '"mill roa': "cafe odd",
    "mill-road": "cafe odd",
    '"road works" mill': "mill",
    "TRG-2026-00002": "cafe",
    "trg 2026": "alleys cafe mill",
    "00001": "alleys bus",
    "0000": "alleys bus cafe mill",
    "TRG-2025-0000": "bus",
    "TRG-2025-0002": "odd",
    "12A": "mill",
    "1,200": "mill",
    "1.5": "mill",
    "£3m": "mill",
    "don't": "cafe",
    "strasse": "bus",
    "STRASSE dark": "bus",
    "naive": "bus",
    "1 2": "bus mill",
    "ørst": "bus",
    "back slash": "odd",
    "\\back\\": "odd",
    "'single'": "odd",
    "not": "odd",
    "or and": "odd",
    "NEAR(mill road)": "",
    "near mill": "odd",
    "the": "alleys bus cafe mill",
    "*": "",
    "?!": "",
    '"': "",
    '""': "",
    "search_text:mill": "",
    "-mill": "cafe mill odd",
    "mill*": "cafe mill odd",
}


@pytest.fixture
def corpus():
    return {
        make.trigger_report(search_text=indexable(text)).pk: name for name, text in CORPUS.items()
    }


def held(corpus, typed):
    rows = REPORT_INDEX.holding(TriggerReport.objects.all(), typed)
    return " ".join(sorted(corpus[key] for key in rows.values_list("pk", flat=True)))


def test_the_same_is_found_on_both_databases(corpus):
    assert {typed: held(corpus, typed) for typed in FOUND} == FOUND


def test_index_follows_what_becomes_of_a_report(corpus):
    """Where this fails, a migration has lost the triggers: see carp.web.search."""
    report = TriggerReport.objects.order_by("pk")[0]
    report.search_text = indexable("Nothing but swans")
    report.save()
    assert (held(corpus, "swans"), held(corpus, "rubbish")) == ("alleys", "")
    TriggerReport.objects.filter(pk=report.pk).update(search_text=indexable("geese"))
    assert (held(corpus, "geese"), held(corpus, "swans")) == ("alleys", "")
    make.trigger_report(search_text=indexable("ducks"))
    assert REPORT_INDEX.holding(TriggerReport.objects.all(), "ducks").count() == 1
    report.delete()
    assert held(corpus, "geese") == ""


def test_index_can_be_taken_away_and_made_again(corpus):
    operation, editor = REPORT_INDEX.operation(), connection.SchemaEditorClass(connection)
    operation.reverse_code(None, editor)
    assert "triggers_search" not in connection.introspection.table_names()
    make.trigger_report(search_text=indexable("meanwhile"))
    operation.code(None, editor)
    operation.code(None, editor)
    assert held(corpus, "rubbish") == "alleys"
    assert REPORT_INDEX.holding(TriggerReport.objects.all(), "meanwhile").count() == 1


@pytest.mark.parametrize(("few", "many"), [(0, 100), (0, 0)])
def test_many_hits_are_found_in_other_ways(corpus, monkeypatch, few, many):
    """By going down the list, and by reading the texts: the same is found, in the list's order."""
    monkeypatch.setattr("carp.web.search.FEW", few)
    monkeypatch.setattr("carp.web.search.MANY", many)
    for typed, names in FOUND.items():
        rows = REPORT_INDEX.holding(TriggerReport.objects.all(), typed)
        keys = list(rows.order_by("-received_at", "-pk").values_list("pk", flat=True)[:26])
        assert keys == sorted(keys, reverse=True)
        assert " ".join(sorted(corpus[key] for key in keys)) == names, typed
        assert rows.order_by().count() == len(keys)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("", ()),
        ("a b", (Part(("a",)), Part(("b",), is_open=True))),
        ('"a b"', (Part(("a", "b")),)),
        ('x "a b', (Part(("x",)), Part(("a", "b"), is_open=True))),
        ("TRG-1", (Part(("trg", "1"), is_open=True),)),
        ("w" * 200, (Part(("w" * LONGEST_WORD,), is_open=True),)),
    ],
)
def test_search_box_is_read(typed, wanted):
    assert parts(typed) == wanted


def test_search_box_is_read_so_far_and_no_further():
    assert len(parts("word " * 50)) == PARTS


@given(typed=st.text(max_size=220) | st.text(alphabet="a1 \"'*:&|!()<->\\-", max_size=60))
def test_nothing_typed_breaks_the_index(typed):
    assert REPORT_INDEX.holding(TriggerReport.objects.all(), typed).count() >= 0


@pytest.mark.parametrize("typed", [*FOUND, "\x00", "a\x00b", "'; DROP TABLE x --", "%", "😀"])
def test_queue_answers_whatever_is_typed(client, typed):
    client.force_login(make.user(Role.NOMINATED_OFFICER))
    make.trigger_report()
    assert client.get(reverse("triggers:triage-list"), {"q": typed}).status_code == 200


def test_queue_finds_within_its_heap_and_filters(client):
    client.force_login(make.user(Role.NOMINATED_OFFICER))
    words = indexable("Swans in Mill Road")
    found = make.trigger_report("under_review", search_text=words, urgency="soon")
    make.trigger_report("under_review", search_text=words, urgency="urgent")
    make.trigger_report("closed", search_text=words, urgency="soon")
    asked = {"q": "swans mill", "urgency": "soon"}
    page = client.get(reverse("triggers:triage-list"), asked).context["page"]
    assert [row[0].text for row in page.rows] == [found.reference]
    page = client.get(reverse("triggers:triage-tab", args=["all"]), asked).context["page"]
    assert page.count == 2


def test_search_finds_nothing_that_a_person_may_not_see(client):
    member = make.board_member("housing-board")
    client.force_login(member)
    make.trigger_report(search_text=indexable("swans"))
    page = client.get(reverse("triggers:triage-tab", args=["all"]), {"q": "swans"}).context["page"]
    assert page.rows == []


def test_pages_of_a_search_follow_one_another(client):
    client.force_login(make.user(Role.NOMINATED_OFFICER))
    for _ in range(60):
        make.trigger_report(search_text=indexable("swans"))
    seen, address = [], f"{reverse('triggers:triage-list')}?q=swans"
    while address:
        page = client.get(address).context["page"]
        seen += [row[0].text for row in page.rows]
        address = page.next_url and reverse("triggers:triage-list") + page.next_url
    assert len(seen) == len(set(seen)) == 60
    assert page.count == 60
