"""Finding the place by part of its name: what is found, what is never, and the page itself."""

import json
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html

from carp import clock
from register.models import Area, Community
from tests import make
from tests.triggers import walk
from triggers.known import known
from triggers.models import TriggerReport
from triggers.places import LETTERS, SHOWN, by_key, find

pytestmark = pytest.mark.django_db
PAGE = "/report/community/"
WARDS = ("Gainsborough North", "Gainsborough South-West", "St John's", "Market Rasen", "Château")
CORPUS = tomllib.loads((Path(__file__).parent.parent / "corpus" / "texts.toml").read_text())


@pytest.fixture(autouse=True)
def wards():
    cache.clear()
    made = {name: make.area(f"E0500000{n}", name) for n, name in enumerate(WARDS)}
    parent = made["Gainsborough South-West"]
    make.area("E01000001", "West Lindsey 004B", Area.Kind.LSOA, parent=parent)
    make.area("E04000001", "Morton", Area.Kind.PARISH, parent=parent)
    return made


def names(typed):
    return [place.name for place in find(typed)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("gainsborough south west", "Gainsborough South-West (ward)"),
        ("WEST, south gainsb", "Gainsborough South-West (ward)"),
        ("Mill Road, Market Rasen", "Market Rasen (ward)"),
        ("the alleys behind Rasen station", "Market Rasen (ward)"),
        ("chateau", "Château (ward)"),
        ("CHÂTEAU", "Château (ward)"),
        ("st johns", "St John's (ward)"),
        ("St. John\N{RIGHT SINGLE QUOTATION MARK}s", "St John's (ward)"),
        ("ras", "Market Rasen (ward)"),
        ("St", "St John's (ward)"),
        ("Gainsbrough Nort", "Gainsborough North (ward)"),
        ("004b", "West Lindsey 004B (small area)"),
        ("morton", "Morton (parish)"),
    ],
)
def test_case_accents_punctuation_order_and_a_slip_do_not_matter(typed, first):
    assert names(typed)[0] == first


@pytest.mark.parametrize("typed", ["", "  ", "???", "xyzzy", "gains-", "borough", "\x00", "E" * 9])
def test_what_is_like_no_name_finds_nothing_or_whole_beginnings_only(typed):
    assert names(typed) == (
        ["Gainsborough North (ward)", "Gainsborough South-West (ward)"] if typed == "gains-" else []
    )


def test_names_that_hold_little_of_it_are_left_out():
    assert names("Gainsborough South West") == ["Gainsborough South-West (ward)"]
    assert len(names("Gainsborough")) == 2


def test_small_area_is_offered_with_its_ward(wards):
    (found,) = find("Lindsey")
    assert found.about == "In Gainsborough South-West"
    assert found.ward == wards["Gainsborough South-West"].pk


def test_no_more_than_eight_and_no_more_than_a_line_is_read():
    for number in range(SHOWN + 3):
        make.area(f"E0510000{number:02}", f"Welton {number}")
    cache.clear()
    assert len(names("Welton")) == SHOWN == 8
    assert names("x" * LETTERS + " Welton") == []
    assert names(" ".join(f"word{number}" for number in range(9)) + " Welton") == []


def test_the_same_queries_however_many_places_there_are(django_assert_num_queries):
    find("Gainsborough")
    make.active_community(name="Gainsborough alleys")
    with django_assert_num_queries(2):
        find("Gainsborough")
    for number in range(4):
        make.active_community(name=f"Gainsborough {number}")
    with django_assert_num_queries(2):
        find("Gainsborough")


# --- What may not be found ----------------------------------------------------------------------
def test_only_communities_that_are_named_to_anybody_by_their_name_alone():
    make.community(name="Canary emerging")
    make.active_community(name="Canary houses", scale="streets")
    closed = make.active_community(name="Canary closed")
    Community.objects.filter(pk=closed.pk).update(status="closed")
    make.active_community(name="Alleys", streets="Canary Street", summary="Canary")
    make.trigger_report(where="Canary Row", what="Canary")
    assert names("Canary") == []
    assert all(by_key(f"c{each.pk}") is None for each in Community.objects.exclude(name="Alleys"))


def test_hidden_community_cannot_be_chosen_by_its_key(client):
    hidden = make.active_community(name="CanaryHouses", scale="streets")
    page = answered(client, place=f"c{hidden.pk}", looked_for="Gainsborough")
    assert "Canary" not in page.content.decode()
    assert walk.text_of(page).count("Select a place from the list") == 2


@pytest.mark.parametrize(
    "key", ["", "a", "x1", "a-1", "a1.0", "c9999", "a" + "9" * 5000, "a²", "c\x00"]
)
def test_keys_of_no_place(key):
    assert by_key(key) is None


# --- The page -----------------------------------------------------------------------------------
def answered(client, **typed):
    walk.answer(client, "danger")
    walk.answer(client, "who")
    return walk.answer(client, "community", **typed)


def radios(page):
    tree = html.fromstring(page.content)
    return {
        tree.xpath("string(//label[@for=$i])", i=each.get("id")).strip(): each
        for each in tree.xpath("//input[@name='place']")
    }


def test_find_brings_the_places_and_keeps_all_that_was_typed(client, wards):
    other = str(wards["Market Rasen"].pk)
    page = answered(client, find="1", where="gainsb", area=other)
    assert page.status_code == 200
    assert [*radios(page)] == [
        "Gainsborough North (ward)",
        "Gainsborough South-West (ward)",
        "None of these: I will describe it",
    ]
    tree = html.fromstring(page.content)
    assert tree.xpath("//input[@name='where']/@value") == ["gainsb"]
    assert tree.xpath("//input[@name='community_kind'][@checked]/@value") == ["both"]
    assert tree.xpath("//select[@name='area']/option[@selected]/@value") == [other]
    assert tree.xpath("//button[@name='find']/@formaction") == ["#places"]
    assert client.get(PAGE).content.decode().count('value="gainsb"') == 1


def test_find_judges_nothing(client):
    page = answered(client, find="1", where="Gainsborough", community_kind="")
    assert "There is a problem" not in walk.text_of(page)
    assert radios(page)


@pytest.mark.parametrize(
    ("where", "sentence"),
    [(" ", "Enter part of the name of the place first"), ("Xyzzy", "has a name like that")],
)
def test_nothing_typed_or_found_is_said_plainly(client, where, sentence):
    page = answered(client, find="1", where=where)
    assert sentence in walk.text_of(page)
    assert not radios(page)


def test_chosen_place_gives_the_ward_and_leaves_the_words(client, wards):
    found = wards["Gainsborough South-West"]
    page = answered(client, find="1", where="Mill Road, Gainsborough")
    key = radios(page)["Gainsborough South-West (ward)"].get("value")
    went = answered(client, where="Mill Road, Gainsborough", place=key)
    assert went.url == "/report/affected/"
    tree = html.fromstring(client.get(PAGE).content)
    assert tree.xpath("//select[@name='area']/option[@selected]/@value") == [str(found.pk)]
    assert tree.xpath("//input[@name='where']/@value") == ["Mill Road, Gainsborough"]


def test_something_else_wrong_keeps_the_ward_that_was_chosen(client, wards):
    key = find("Market Rasen")[0].key
    page = answered(client, community_kind="", place=key)
    tree = html.fromstring(page.content)
    chosen = tree.xpath("//select[@name='area']/option[@selected]/@value")
    assert chosen == [str(wards["Market Rasen"].pk)]
    assert "Select what kind of community it is" in walk.text_of(page)


def test_none_of_these_goes_on_with_the_words_alone(client):
    assert answered(client, place="none", where="The caravans").url == "/report/affected/"


def test_enter_on_a_place_that_was_found_goes_on_but_other_words_are_looked_for(client):
    key = find("Market Rasen")[0].key
    pressed = {"find": "1", "place": key, "looked_for": "Rasen"}
    assert answered(client, where="Rasen", **pressed).url == "/report/affected/"
    page = answered(client, where="Market", **pressed)
    assert "checked" in radios(page)["Market Rasen (ward)"].attrib


def test_chosen_community_is_what_the_reporter_says_it_is_and_can_be_taken_back(client, wards):
    alleys = make.active_community(name="Trinity alleys", areas=(wards["St John's"],))
    (place,) = find("trinity")
    assert (place.name, place.about) == ("Trinity alleys (community)", "In St John's")
    answered(client, where="trinity", place=place.key)
    walk.answer(client, "affected")
    assert walk.answer(client, "what").url == "/report/known/"
    tree = html.fromstring(client.get("/report/known/").content)
    assert tree.xpath("//input[@name='same_as'][@checked]/@value") == [str(alleys.pk)]
    client.post("/report/known/", {"same_as": str(alleys.pk)})
    for step in ("when", "sources", "urgency", "doing", "evidence", "contact"):
        walk.answer(client, step)
    walk.send(client, seen=walk.found(r'name="seen" value="([^"]+)"', client.get("/report/check/")))
    report = TriggerReport.objects.get()
    assert report.suggested_links.get().community == alleys
    assert (report.area, report.where) == (wards["St John's"], "trinity")


def test_community_of_several_wards_is_said_without_a_ward(client, wards):
    both = make.active_community(name="Canals", areas=tuple(wards.values())[:2])
    (place,) = find("canals")
    assert place.ward is None
    answered(client, where="canals", place=place.key)
    walk.answer(client, "affected")
    walk.answer(client, "what")
    assert f'value="{both.pk}" checked' in client.get("/report/known/").content.decode()
    answered(client, where="canals", place="none")
    assert walk.answer(client, "what").url == "/report/when/"


def test_no_other_question_finds_places(client):
    assert 'name="find"' not in client.get("/report/danger/").content.decode()


# --- The one page of whoever is signed in, and of whoever takes down a call ---------------------
ONE_PAGE = pytest.mark.parametrize("address", ["/report/inside/", "/report/telephone/"])
CALLED = walk.INSIDE | {"reporter_kind": "resident", "organisation": "", "danger_seen": ""}


@pytest.fixture
def officer(client):
    client.force_login(make.user("officer"))


def sent(client, address, **typed):
    return client.post(address, CALLED | {"key": walk.key_of(client.get(address))} | typed)


@ONE_PAGE
def test_one_page_finds_the_place_keeps_what_was_typed_and_judges_nothing(client, officer, address):
    key = walk.key_of(client.get(address))
    typed = CALLED | {"key": key, "where": "gainsb", "what": "", "urgency": "urgent"}
    page = client.post(address, typed | {"find": "1"})
    assert [*radios(page)][:2] == ["Gainsborough North (ward)", "Gainsborough South-West (ward)"]
    form = page.context["form"]
    kept = {name: form[name].value() for name in form.fields if name in typed}
    assert kept == {name: typed[name] for name in kept}
    assert kept.keys() >= {"key", "where", "categories", "sources", "telephone"}
    assert "There is a problem" not in walk.text_of(page)
    assert not TriggerReport.objects.exists()


@ONE_PAGE
def test_place_chosen_on_one_page_gives_the_ward_and_its_community(client, officer, wards, address):
    alleys = make.active_community(name="Trinity alleys", areas=(wards["St John's"],))
    (place,) = find("trinity")
    page = sent(client, address, where="trinity", place=place.key, looked_for="trinity")
    report = TriggerReport.objects.get()
    assert (report.area, report.where) == (wards["St John's"], "trinity")
    assert report.suggested_links.get().community == alleys
    shown = client.get(page.url) if page.status_code == 302 else page
    assert "Is it one of these?" not in walk.text_of(shown)


@ONE_PAGE
def test_streets_of_a_community_are_looked_at_for_who_reads_them_in_the_register(client, address):
    make.active_community(name="Terraces", streets="Canary Street\nSandsfield Lane")
    found = {}
    for role in ("officer", "partner"):
        client.force_login(make.user(role))
        page = client.post(address, CALLED | {"where": "12 sandsfield", "find": "1"})
        found[role] = page.status_code == 200 and "Terraces (community)" in radios(page)
        assert "Canary" not in page.content.decode()
    assert found == {"officer": True, "partner": False}


@ONE_PAGE
def test_one_page_that_is_shown_again_keeps_the_choice(client, officer, wards, address):
    key = find("Market Rasen")[0].key
    page = sent(client, address, what="", where="Rasen", place=key, looked_for="Rasen")
    assert "Say what is happening" in walk.text_of(page)
    assert "checked" in radios(page)["Market Rasen (ward)"].attrib
    assert page.context["form"]["area"].value() == str(wards["Market Rasen"].pk)


@ONE_PAGE
def test_place_that_is_there_no_more_is_asked_for_again(client, officer, address):
    page = sent(client, address, place="c999", where="Rasen", looked_for="Rasen")
    assert walk.text_of(page).count("Select a place from the list") == 2
    assert not TriggerReport.objects.exists()


@ONE_PAGE
def test_one_page_goes_on_by_none_of_these_or_without_looking(client, officer, address):
    sent(client, address, where="The caravans", place="none", looked_for="Rasen")
    sent(client, address, where="The caravans")
    assert [each.area for each in TriggerReport.objects.all()] == [None, None]


def test_file_that_was_chosen_when_the_place_was_looked_for_is_kept_or_said_to_be_refused(
    client, officer
):
    files = [
        SimpleUploadedFile("users.csv", b"week,users\n1,140\n", "text/csv"),
        SimpleUploadedFile("song.mp3", b"ID3", "audio/mpeg"),
    ]
    page = sent(client, "/report/inside/", where="Rasen", find="1", evidence_files=files)
    words = walk.text_of(page)
    assert "users.csv" in words
    assert "“song.mp3” is not a picture" in words
    assert "Market Rasen (ward)" in radios(page)


@pytest.mark.parametrize("entry", CORPUS["text"], ids=lambda entry: entry["name"])
def test_any_text_is_looked_for_and_comes_back(client, entry):
    text = json.loads(entry["json"]) if "json" in entry else entry["text"]
    whole = entry.get("before", "") + text * entry.get("times", 1)
    typed = whole.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    page = answered(client, find="1", where=typed)
    assert page.status_code == 200
    assert page.context["form"]["where"].value() == typed
    assert not html.fromstring(page.content.decode()).xpath("//main//script | //main//img")


# --- Time in "is it one of these?" ---------------------------------------------------------------
def test_what_ended_long_ago_comes_after_what_is_worked_on(wards):
    ward, long_ago = wards["Market Rasen"], clock.today() - timedelta(days=900)
    told = {"areas": (ward,), "summary": "Rubbish in the alleys."}
    live = make.active_community(name="Live", **told)
    for name, day in (("Lately", clock.today()), ("Longago", long_ago)):
        ended = make.active_community(name=name, **told)
        Community.objects.filter(pk=ended.pk).update(status="stepped_down", identified_on=day)
    Community.objects.filter(pk=live.pk).update(identified_on=long_ago)
    listed = [each.name for each in known(area=ward, categories=(), what="Rubbish in the alleys")]
    assert listed == ["Lately", "Live", "Longago"]


def test_reports_change_nothing_in_the_order(wards):
    ward = wards["Market Rasen"]
    first, second = (make.active_community(name=name, areas=(ward,)) for name in ("A", "B"))
    before = known(area=ward, categories=(), what="Rubbish")
    for _ in range(3):
        make.trigger_report(area=ward, community=first)
    assert known(area=ward, categories=(), what="Rubbish") == before
    assert [each.key for each in before] == [second.pk, first.pk]
