"""The register's pages."""

import re
from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse

from carp import clock
from carp.accounts.roles import Role
from register import workflow
from register.models import Community
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def officer(client):
    person = make.user(Role.NOMINATED_OFFICER, name="Nora Quill")
    client.force_login(person)
    return person


@pytest.fixture
def areas():
    folder = settings.BASE_DIR / "register" / "fixtures_open"
    call_command("import_areas", "--dir", str(folder), stdout=StringIO())


def page(client, name, *args, **query):
    return client.get(reverse(f"register:{name}", args=args), query)


def text_of(response) -> str:
    if response.streaming:
        return b"".join(response.streaming_content).decode()
    return str(response.content.decode())


def filled(**changes):
    given = {
        "name": "Uphill Road flats",
        "kind": "place",
        "areas": "E05009642",
        "summary": "Damp homes.",
        "what_works": "A choir of tenants.",
    }
    return {key: value for key, value in (given | changes).items() if value is not None}


# --- The list ---------------------------------------------------------------------------------
@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_many_questions_at_any_length(
    client, officer, rows, django_assert_num_queries
):
    for number in range(rows):
        make.community(by=officer, name=f"Place {number}")
    page(client, "community-list")
    with django_assert_num_queries(2):
        response = page(client, "community-list")
    assert f"{rows} result" in text_of(response)


def test_the_list_says_what_is_overdue_in_words(client, officer):
    with clock.at(datetime(2026, 5, 4, 9)):
        make.identified_community(by=officer, plan_due_on=date(2026, 6, 1))
    with clock.at(datetime(2026, 6, 2, 9)):
        assert "Overdue since 1 June 2026" in text_of(page(client, "community-list"))
    with clock.at(datetime(2026, 6, 1, 9)):
        assert "Overdue" not in text_of(page(client, "community-list")).split("<table")[1]


def test_the_list_is_searched_and_narrowed(client, officer):
    east = make.area("E05009640", "Gainsborough East")
    small = make.area("E01026374", "West Lindsey 006A", "lsoa", vintage=2021, parent=east)
    make.community(by=officer, name="Alleys", summary="")
    make.community(
        by=officer,
        name="Flats",
        summary="",
        areas=(small,),
        kind="both",
        categories=("debt",),
    )
    identified = make.identified_community(
        by=officer, name="Uplands", summary="", kind="group", areas=(), categories=("older-people",)
    )

    def names(**query):
        html = text_of(page(client, "community-list", **query))
        return {name for name in ("Alleys", "Flats", "Uplands") if f">{name}<" in html}

    assert names(q="alleys") == {"Alleys"}
    assert names(q="006a") == {"Flats"}
    assert names(status="identified") == {"Uplands"}
    assert names(kind="both") == {"Flats"}
    assert names(category="debt") == {"Flats"}
    assert names(ward="E05009640") == {"Flats"}
    assert names(ward="E05009642") == {"Alleys"}
    assert names(plan="due") == {"Uplands"}
    assert names(plan="overdue") == set()
    assert names(status="nonsense", ward="E09999999") == {"Alleys", "Flats", "Uplands"}
    due = identified.plan_due_on or clock.today()
    with clock.at(datetime.combine(due + timedelta(days=1), datetime.min.time())):
        client.force_login(officer)
        assert names(plan="overdue") == {"Uplands"}


def test_the_list_goes_out_as_csv(client, officer):
    make.community(by=officer, name="=Alleys")
    lines = text_of(page(client, "community-list", format="csv")).splitlines()
    assert lines[0] == "\ufeffReference,Community,Status,Kind,Where,Plan due,Added"
    assert "'=Alleys,Emerging,A place,Gainsborough South-West,," in lines[1]


def test_an_empty_register_says_so(client, officer):
    assert "No community is on the register yet." in text_of(page(client, "community-list"))


# --- One community ----------------------------------------------------------------------------
def test_a_community_is_seen_whole(client, officer, areas):
    ward = make.area("E05009642")
    community = make.identified_community(
        by=officer, areas=(ward,), streets="Trinity Street", lead=officer
    )
    make.evidence(community, by=officer, link="https://example.org/paper")
    html = text_of(page(client, "community-detail", community.reference))
    for words in (
        "South West Ward alleys",
        "group cleans the alleys every month.",
        "Trinity Street",
        "Complaints about fly-tipping",
        "https://example.org/paper",
        "Identified as at risk",
        "Entered on the register",
        "Gainsborough South-West: In this community",
        "Crown copyright and database right 2025",
    ):
        assert words in html


def test_a_reader_sees_no_button_that_is_not_theirs(client, officer):
    community = make.community(by=officer)
    assert "Identify as at risk" in text_of(page(client, "community-detail", community.reference))
    client.force_login(make.user(Role.OFFICER))
    html = text_of(page(client, "community-detail", community.reference))
    assert "Identify as at risk" not in html
    assert "Add evidence" not in html


def test_a_community_without_areas_shows_no_map(client, officer):
    community = make.community(by=officer, kind="group", areas=(), categories=("debt",))
    assert (
        "<svg"
        not in text_of(page(client, "community-detail", community.reference)).split("<main")[1]
    )


def test_the_page_of_a_community_asks_as_many_questions_with_much_evidence(
    client, officer, django_assert_max_num_queries
):
    community = make.community(by=officer)
    for _ in range(3):
        make.evidence(community, by=officer)
    page(client, "community-detail", community.reference)  # from now on its map is drawn
    with django_assert_max_num_queries(8):
        page(client, "community-detail", community.reference)


def test_evidence_goes_out_as_csv(client, officer):
    community = make.community(by=officer)
    make.evidence(community, by=officer, dated=date(2026, 3, 31))
    url = reverse("register:community-detail", args=[community.reference])
    lines = text_of(client.get(f"{url}?evidence_format=csv")).splitlines()
    assert "31 March 2026" in lines[1]


# --- Forms ------------------------------------------------------------------------------------
def test_an_entry_is_added(client, officer, areas):
    response = client.post(
        reverse("register:community-new"),
        filled(small_areas="E01026383", categories=["debt", "older-people"], kind="both"),
    )
    community = Community.objects.get()
    assert response.headers["Location"] == reverse(
        "register:community-detail", args=[community.reference]
    )
    assert set(community.areas.values_list("code", flat=True)) == {"E05009642", "E01026383"}
    assert community.created_by == officer


@pytest.mark.parametrize(
    ("changes", "sentence", "field"),
    [
        ({"name": ""}, "Enter the name of the community", "name"),
        ({"kind": None}, "Choose what makes this a community", "kind"),
        ({"areas": None}, "Choose at least one area for a community in a place.", "areas"),
        ({"kind": "both"}, "Choose at least one thing that the people share.", "categories"),
        ({"areas": "E99999999"}, "Choose one of the answers that are offered", "areas"),
        ({"name": "x" * 161}, "Use 160 characters or fewer", "name"),
        ({"summary": "\x07bell"}, "cannot be printed", "summary"),
        (
            {"next_review_on_day": "31", "next_review_on_month": "2"},
            "include a year",
            "next_review_on",
        ),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_the_rest_is_kept(
    client, officer, areas, changes, sentence, field
):
    html = text_of(client.post(reverse("register:community-new"), filled(**changes)))
    assert sentence in html
    assert f'href="#id_{field}"' in html
    assert "A choir of tenants." in html
    assert not Community.objects.exists()


def test_a_second_look_is_asked_for_before_a_likeness_is_entered(client, officer, areas):
    known = make.community(by=officer, name="Uphill Road flats")
    sent = filled(name="Uphill Rd flats")
    html = text_of(client.post(reverse("register:community-new"), sent))
    assert "Is it one of these?" in html
    assert known.reference in html
    assert 'value="Uphill Rd flats"' in html
    assert Community.objects.count() == 1
    client.post(reverse("register:community-new"), sent | {"different": "on"})
    assert Community.objects.count() == 2


def test_the_tick_is_kept_when_something_else_is_wrong(client, officer, areas):
    make.community(by=officer, name="Uphill Road flats")
    sent = filled(name="Uphill Rd flats", areas=None, different="on")
    html = text_of(client.post(reverse("register:community-new"), sent))
    assert 'name="different" type="checkbox" value="on" checked' in html


def opened_in(html):
    """What the form carries to say from which values it was opened."""
    return re.search('name="opened" value="([^"]+)"', html)[1]


def test_an_entry_is_changed(client, officer, areas):
    community = make.community(by=officer, categories=("debt",))
    url = reverse("register:community-edit", args=[community.reference])
    html = text_of(client.get(url))
    assert "South West Ward alleys" in html
    client.post(url, filled(name="Renamed", opened=opened_in(html)))
    community.refresh_from_db()
    assert community.name == "Renamed"
    assert not community.categories.exists()


def test_two_people_who_change_an_entry_see_both_texts(client, officer, areas):
    """The second learns what the first wrote, and nothing is lost (quality F12)."""
    community = make.community(by=officer, name="Uphill Road flats", categories=("debt",))
    url = reverse("register:community-edit", args=[community.reference])
    opened = opened_in(text_of(client.get(url)))
    workflow.edit_community(
        community,
        by=officer,
        details=make.community_details(name="Uphill Road flats", summary="First came this."),
    )

    html = text_of(client.post(url, filled(what_works="A choir.", opened=opened)))

    assert "Somebody else made this “First came this.” while you were writing" in html
    assert "A choir." in html
    assert "Damp homes." in html
    community.refresh_from_db()
    assert community.summary == "First came this."
    client.post(url, filled(what_works="A choir.", opened=opened_in(html)))
    community.refresh_from_db()
    assert (community.summary, community.what_works) == ("Damp homes.", "A choir.")


def test_evidence_is_added(client, officer):
    community = make.community(by=officer)
    url = reverse("register:evidence-new", args=[community.reference])
    sent = {
        "source": "new-data",
        "title": "Figures",
        "text": "Worse.",
        "dated_day": "1",
        "dated_month": "3",
        "dated_year": "2099",
    }
    html = text_of(client.post(url, sent))
    assert "a day that is still to come" in html
    assert 'href="#id_dated"' in html
    client.post(url, sent | {"dated_year": "2020"})
    assert community.evidence.get().dated == date(2020, 3, 1)


def test_evidence_of_a_closed_community_is_refused(client, officer):
    community = make.community(by=officer)
    workflow.close_community(community, by=officer, reason="Not at risk.")
    assert page(client, "evidence-new", community.reference).status_code == 403


def test_a_community_is_identified_stepped_down_and_closed(client, officer):
    community = make.community(by=officer)
    due = clock.today() + timedelta(days=20)
    when = {
        "plan_due_on_day": due.day,
        "plan_due_on_month": due.month,
        "plan_due_on_year": due.year,
    }

    def act(name, **sent):
        response = client.post(
            reverse(f"register:community-{name}", args=[community.reference]), sent
        )
        community.refresh_from_db()
        return response

    assert act("step-down", reason="Over.").status_code == 403
    assert 'href="#id_reason"' in text_of(act("identify", **when))
    act("identify", reason="The board asked.", **when)
    assert (community.status, community.plan_due_on) == ("identified", due)
    workflow.begin_response(community, by=officer)
    act("step-down", reason="Over.")
    act("close", reason="Evaluated in May; the review of 3 June decided.")
    assert community.status == "closed"


def test_an_identified_community_is_stepped_down_because_no_response_is_needed(client, officer):
    community = make.community(by=officer)
    workflow.identify(community, by=officer, plan_due_on=clock.today(), reason="Three complaints.")
    assert "Say why none is needed" in text_of(
        page(client, "community-step-down", community.reference)
    )
    step = reverse("register:community-step-down", args=[community.reference])
    assert 'href="#id_reason"' in text_of(client.post(step, {"reason": " "}))
    client.post(step, {"reason": "The landlord has mended the gates."})
    community.refresh_from_db()
    assert community.status == "stepped_down"
    html = text_of(page(client, "community-detail", community.reference))
    assert "Stepped down: no response was needed" in html
    assert "The landlord has mended the gates." in html


def test_identifying_for_a_day_that_is_over_keeps_what_was_typed(client, officer):
    community = make.community(by=officer)
    sent = {
        "plan_due_on_day": "1",
        "plan_due_on_month": "1",
        "plan_due_on_year": "2020",
        "reason": "The board asked.",
    }
    html = text_of(
        client.post(reverse("register:community-identify", args=[community.reference]), sent)
    )
    assert "The plan cannot be due before today." in html
    assert "The board asked." in html


# --- Areas ------------------------------------------------------------------------------------
def test_wards_are_shown_as_a_map_and_as_a_table(client, officer, areas):
    ward, small = make.area("E05009642"), make.area("E01026374", vintage=2021)
    make.community(by=officer, areas=(ward,))
    make.community(by=officer, name="Flats", areas=(small,))
    closed = make.community(by=officer, name="Over", areas=(ward,))
    workflow.close_community(closed, by=officer, reason="Not at risk.")
    html = text_of(page(client, "area-list"))
    assert "Gainsborough South-West: 1, 1 or 2" in html
    assert "Gainsborough East: 1, 1 or 2" in html
    assert "Bardney: 0, None" in html
    lines = text_of(page(client, "area-list", format="csv")).splitlines()
    assert "Gainsborough South-West,E05009642,1" in lines


def test_without_wards_the_page_says_how_to_bring_them_in(client, officer):
    assert "import_areas" in text_of(page(client, "area-list"))


def test_an_area_shows_its_communities_and_what_it_is_part_of(client, officer, areas):
    make.community(by=officer, areas=(make.area("E01026374", vintage=2021),))
    html = text_of(page(client, "area-detail", "E05009640"))
    assert "South West Ward alleys" in html
    assert "West Lindsey 006A" in html
    assert "Gainsborough East: This area" in html
    assert reverse("register:area-detail", args=["E07000142"]) in html
    assert page(client, "area-detail", "E05000000").status_code == 404


def test_outsiders_find_nothing(client):
    community = make.community()
    client.force_login(make.user(Role.PARTNER))
    assert page(client, "community-detail", community.reference).status_code == 404
    assert page(client, "community-list").status_code == 403
