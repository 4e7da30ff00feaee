"""Reporting while signed in, on one page: scenario O1's beginning, and what goes wrong."""

import re
from datetime import UTC, date, datetime

import pytest

from carp import clock
from carp.accounts.roles import Role
from carp.digest import lines
from tests import make
from tests.concurrency import race
from tests.mail import owed_mails
from tests.triggers.walk import INSIDE, key_of, text_of
from triggers.models import ReporterContact, TriggerReport

pytestmark = pytest.mark.django_db
ON_3_JUNE_2024 = datetime(2024, 6, 3, 9, tzinfo=UTC)
PAGE = "/report/inside/"


def sent(client, **changes):
    key = key_of(client.get(PAGE))
    return client.post(PAGE, INSIDE | {"key": key, "danger_seen": ""} | changes)


# --- Scenario O1, first half --------------------------------------------------------------------
def test_member_reports_south_west_ward(client):
    """Receipt on screen and by message, listed for the officers by 5 June, seen by nobody else."""
    ward = make.area("E05009642", "Gainsborough South-West")
    member, other = make.user(Role.MEMBER), make.user(Role.MEMBER)
    officer = make.user(Role.NOMINATED_OFFICER)
    client.force_login(member)
    with clock.at(ON_3_JUNE_2024):
        response = sent(
            client,
            community_kind="place",
            area=str(ward.pk),
            where="Alleys",
            categories=[],
            what="Drugs, alcohol and rubbish in the alleys; people fear crime.",
            sources=["to-member-or-officer", "more-complaints"],
            urgency="urgent",
            method="email",
            email=member.email,
            telephone="",
        )
        assert response.headers["Location"] == "/report/mine/TRG-2024-00001/?sent"
        assert "Your report TRG-2024-00001 has been received." in text_of(
            client.get(response.headers["Location"])
        )
    report = TriggerReport.objects.get()
    assert (report.reporter_kind, report.submitted_by) == ("member", member)
    assert report.assess_due_on == date(2024, 6, 5)
    assert set(report.sources.values_list("code", flat=True)) == {
        "to-member-or-officer",
        "more-complaints",
    }
    told = [item.payload["to"] for item in owed_mails()]
    assert told == [member.email]
    assert "1 new report" in [str(line) for line in lines.of(officer)]
    assert TriggerReport.objects.visible_to(officer).get() == report
    client.force_login(other)
    assert client.get("/report/mine/TRG-2024-00001/").status_code == 404
    assert "TRG-2024-00001" not in text_of(client.get("/report/mine/"))


# --- The page -----------------------------------------------------------------------------------
def test_form_begins_with_the_account_s_contact_and_a_key_of_its_own(client):
    person = make.user(Role.OFFICER)
    client.force_login(person)
    pages = [client.get(PAGE) for _ in range(2)]
    assert key_of(pages[0]) != key_of(pages[1])
    form = pages[0].context["form"]
    assert (form["name"].value(), form["email"].value()) == (person.name, person.email)
    assert form["method"].value() == ReporterContact.Method.EMAIL


def test_every_question_of_outside_is_asked_once_but_who_reports(client):
    client.force_login(make.user(Role.OFFICER))
    body = client.get(PAGE).content.decode()
    assert body.count("<h1") == 1
    ids = re.findall(r'\sid="([^"]+)"', body)
    assert len(ids) == len(set(ids))
    for name in INSIDE:
        assert f'name="{name}"' in body
    assert 'name="reporter_kind"' not in body


@pytest.mark.parametrize(
    ("role", "kind"),
    [(Role.MEMBER, "member"), (Role.SERVICE_MANAGER, "officer"), (Role.PARTNER, "partner")],
)
def test_who_reports_is_known_from_the_sign_in_and_cannot_be_typed(client, role, kind):
    client.force_login(make.user(role))
    sent(client, reporter_kind="resident", submitted_by="1", status="closed", reference="X")
    report = TriggerReport.objects.get()
    assert (report.reporter_kind, report.status) == (kind, "received")
    assert report.reference.startswith("TRG-")


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_may_not_report_is_refused_with_the_sentence(client, role):
    client.force_login(make.user(role))
    for response in (client.get(PAGE), client.post(PAGE, INSIDE)):
        assert response.status_code == 403
        assert "Use the public page instead." in text_of(response)
    assert not TriggerReport.objects.exists()


def test_form_sent_again_is_the_same_report(client):
    client.force_login(make.user(Role.OFFICER))
    first = sent(client, key="the key")
    again = sent(client, key="the key")
    assert first.headers["Location"] == again.headers["Location"]
    assert TriggerReport.objects.get().what == INSIDE["what"]


def test_form_without_a_key_is_taken_too(client):
    client.force_login(make.user(Role.OFFICER))
    for _ in range(2):
        assert sent(client, key="").status_code == 302
    assert TriggerReport.objects.count() == 2


def test_danger_names_help_before_the_report_is_sent(client):
    client.force_login(make.user(Role.OFFICER))
    page = sent(client, immediate_danger="yes")
    words, body = text_of(page), page.content.decode()
    assert page.status_code == 200
    assert words.index("Call 999") < words.index("Your report has not been sent yet.")
    assert INSIDE["what"] in body
    assert not TriggerReport.objects.exists()
    assert 'name="danger_seen" value="1"' in body
    assert sent(client, immediate_danger="yes", danger_seen="1").status_code == 302
    assert TriggerReport.objects.get().immediate_danger is True


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"immediate_danger": ""}, "Select yes if anybody is in immediate danger"),
        ({"community_kind": "castle"}, "Select what kind of community it is"),
        ({"where": ""}, "Say where it is, or select the ward"),
        ({"categories": []}, "Select what the people share"),
        ({"people_affected": "-3"}, "Enter 1 or more people"),
        ({"what": ""}, "Say what is happening"),
        ({"trend": ""}, "Select whether it is getting better or worse"),
        ({"sources": []}, "Select how you know; the nearest answer will do"),
        ({"figure_now": ""}, "Enter the number now, or leave all three empty"),
        ({"figure_before": "lots"}, "Enter the number before in figures, like 140 or 12.5"),
        ({"urgency": ""}, "Select how urgent it is"),
        ({"evidence_link": "not a link"}, "Enter an address like https://www.example.org/report"),
        ({"telephone": ""}, "Enter a telephone number, or choose another way to contact you"),
        ({"method": "email", "email": "x"}, "Enter an e-mail address like name@example.org"),
    ],
)
def test_wrong_answer_is_told_beside_the_field_and_above_and_all_is_kept(client, wrong, sentence):
    client.force_login(make.user(Role.OFFICER))
    page = sent(client, **wrong)
    assert page.status_code == 200
    assert text_of(page).count(sentence) == 2
    form = page.context["form"]
    for name, typed in (INSIDE | wrong).items():
        assert form[name].value() == typed or not (form[name].value() or typed)
    assert not TriggerReport.objects.exists()


def test_errors_are_listed_in_the_order_of_the_page(client):
    client.force_login(make.user(Role.OFFICER))
    body = client.post(PAGE, {}).content.decode()
    summary = body.partition("govuk-error-summary")[2].partition("</ul>")[0]
    targets = re.findall('href="#([^"]+)"', summary)
    places = [body.index(f'id="{target}"') for target in targets]
    assert len(targets) == 7
    assert places == sorted(places)


def test_categories_are_needed_only_where_people_share_something(client):
    client.force_login(make.user(Role.OFFICER))
    assert sent(client, community_kind="place", categories=[]).status_code == 302
    assert sent(client, community_kind="group", where="").status_code == 302


@pytest.mark.parametrize(
    "text",
    ["a\x00b", "\u202eabc", "\U0001f468\u200d\U0001f469", "e" + "\u0301" * 10_000, "{{ x }}"],
)
def test_no_text_breaks_the_page(client, text):
    client.force_login(make.user(Role.OFFICER))
    page = sent(client, **dict.fromkeys(INSIDE, text))
    assert page.status_code == 200


def test_page_costs_the_same_queries_with_many_wards(client, django_assert_num_queries):
    person = make.user(Role.OFFICER)
    client.force_login(person)
    client.get(PAGE)
    with django_assert_num_queries(1):  # the person with the roles; the wards are remembered
        client.get(PAGE)


@pytest.mark.django_db(transaction=True)
def test_twenty_presses_at_once_are_one_report(client):
    person = make.user(Role.OFFICER)

    def press():
        browser = type(client)()
        browser.force_login(person)
        return browser.post(PAGE, INSIDE | {"key": "one key"}).headers["Location"]

    assert len(set(race(*[press] * 20))) == 1
    assert TriggerReport.objects.count() == 1
