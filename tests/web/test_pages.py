"""The pages without a subject: start, statements, account, sign-in, forgotten password."""

import re

import pytest
from django.contrib import messages
from django.contrib.messages import constants
from django.contrib.messages.storage import default_storage
from django.template.loader import render_to_string
from django.test import RequestFactory

from carp.accounts.roles import Capability, Role
from carp.accounts.verdicts import ALLOWED, refused
from carp.council import packs
from carp.council.models import CouncilPack
from carp.outbox.models import OutboxItem
from carp.web import context
from carp.web.navigation import LINKS, links_for, navigation_html
from tests import make
from tests.web import html

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.urls")]
PASSWORD = "three odd words together"
PUBLIC = ["/", "/accessibility/", "/privacy/", "/sign-in/", "/sign-in/forgotten/"]
PUBLIC += ["/sign-in/forgotten/sent/", "/sign-in/new-password/done/", "/sign-in/closed/"]


def read(client, path):
    response = client.get(path)
    assert response.status_code == 200
    page = html.parse(response.content)
    html.check_page(page)
    return page


@pytest.mark.parametrize("path", PUBLIC)
def test_public_page_is_whole(client, path):
    read(client, path)


@pytest.mark.parametrize("path", ["/", "/account/", "/account/password/", "/sign-out/"])
def test_page_of_a_signed_in_person_is_whole(client, path):
    client.force_login(make.user(Role.OFFICER, name="Jo Bright", password=PASSWORD))
    page = read(client, path)
    assert "Jo Bright" in page.text_content()
    assert page.xpath("//header//form[@action='/sign-out/'][@method='post']")


def test_titles_are_unique(client):
    titles = [read(client, path).findtext(".//title") for path in PUBLIC]
    assert len(titles) == len(set(titles))


def test_landing_offers_the_three_ways_in_and_the_aim(client):
    page = read(client, "/")
    hrefs = page.xpath("//main//a/@href")
    assert {"/report/", "/report/status/", "/sign-in/"} <= set(hrefs)
    assert packs.current().identity.aim in page.text_content()
    assert packs.current().identity.name in page.text_content()


def test_landing_works_before_a_pack_is_loaded(client):
    CouncilPack.objects.update(in_force=False)
    packs.forget()
    read(client, "/")
    assert client.get("/brand.css").content == b""


def test_brand_is_the_councils(client):
    text = client.get("/brand.css").content.decode()
    assert f"--govuk-brand-colour: {packs.current().identity.brand.colour};" in text


@pytest.mark.parametrize("role", Role)
def test_navigation_shows_what_the_role_opens(client, role):
    person = make.user(role)
    client.force_login(person)
    shown = read(client, "/").xpath("//header//nav//a/@href")
    for link in LINKS:
        opens = not link.opened_by or bool(link.opened_by & person.capabilities)
        assert (link.path in shown) is opens


@pytest.mark.urls("carp.urls")
@pytest.mark.parametrize("role", Role)
def test_navigation_leads_only_to_pages_that_open(client, role):
    client.force_login(make.user(role))
    for path in read(client, "/").xpath("//header//nav//a/@href"):
        assert client.get(path, follow=True).status_code == 200, path


@pytest.mark.urls("carp.urls")
@pytest.mark.parametrize("role", Role)
def test_start_leads_whoever_may_report_to_their_own_reports(client, role):
    person = make.user(role)
    client.force_login(person)
    shown = read(client, "/").xpath("//main//a/@href")
    assert ("/report/mine/" in shown) is person.may(Capability.TRIGGER_REPORT)
    if "/report/mine/" in shown:
        assert client.get("/report/mine/").status_code == 200


def test_navigation_marks_where_we_are():
    links = links_for(None)
    drawn = navigation_html(links, "/report/status/2/")
    marked = html.parse(f"<div>{drawn}</div>").xpath("//a[@aria-current]/@href")
    assert marked == ["/report/status/"]


def test_pages_ask_only_for_the_person_with_the_roles(client, django_assert_num_queries):
    client.force_login(make.user(Role.OFFICER))
    client.get("/privacy/")
    with django_assert_num_queries(1):
        client.get("/privacy/")


def test_visitors_cost_no_query(client, django_assert_num_queries):
    client.get("/")
    with django_assert_num_queries(0):
        client.get("/")


def test_demonstration_is_said_on_every_page(client, settings):
    assert "manage.py demo remove" not in read(client, "/privacy/").text_content()
    settings.DEMONSTRATION = True
    assert "run .venv/bin/python manage.py demo remove." in read(client, "/privacy/").text_content()


def test_own_stylesheet_stands_in_for_a_missing_build(client, settings, tmp_path):
    settings.STATICFILES_DIRS = [tmp_path]
    context.assets.cache_clear()
    try:
        page = read(client, "/")
    finally:
        context.assets.cache_clear()
    assert "/static/css/plain.css" in page.xpath("//link[@rel='stylesheet']/@href")
    assert not page.xpath("//script[contains(@src,'carp.js')]")


# --- Signing in --------------------------------------------------------------------------------
def test_person_signs_in_with_an_address_and_a_password(client):
    person = make.user(Role.OFFICER, password=PASSWORD)
    response = client.post(
        "/sign-in/?next=/account/", {"login": person.email.upper(), "password": PASSWORD}
    )
    assert response.headers["Location"] == "/account/"
    assert person.email in read(client, "/account/").text_content()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_sign_in_leads_to_no_other_website(client, elsewhere):
    person = make.user(password=PASSWORD)
    response = client.post(
        f"/sign-in/?next={elsewhere}", {"login": person.email, "password": PASSWORD}
    )
    assert response.headers["Location"] == "/"


@pytest.mark.parametrize("known", [True, False])
def test_wrong_password_and_unknown_address_look_the_same(client, known):
    email = make.user(password=PASSWORD).email if known else "nobody@council.example"
    page = html.parse(client.post("/sign-in/", {"login": email, "password": "x"}).content)
    html.check_page(page)
    assert page.findtext(".//title").startswith("Error: Sign in")
    summary = page.xpath("//div[contains(@class,'govuk-error-summary')]//li")[0].text_content()
    assert summary.strip() == (
        "The e-mail address or the password is not right. Check both and try again, or choose “I "
        "have forgotten my password” below."
    )
    assert page.xpath("//input[@name='login']/@value") == [email]


def test_empty_sign_in_leads_to_its_fields(client):
    page = html.parse(client.post("/sign-in/", {}).content)
    html.check_error_links(page)


def test_guessing_is_slowed_down(client):
    person = make.user(password=PASSWORD)
    for _ in range(6):
        client.post("/sign-in/", {"login": person.email, "password": "x"})
    response = client.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    assert response.status_code == 200
    assert "There were too many tries. Wait five minutes" in response.content.decode()


def test_sign_in_counts_attempts_by_the_client_and_not_by_our_proxy(client, settings):
    settings.PROXY_DEPTH = 1
    person = make.user(password=PASSWORD)
    for number in range(11):
        sent = {"login": f"person{number}@elsewhere.example", "password": "x"}
        client.post("/sign-in/", sent, headers={"X-Forwarded-For": "203.0.113.7"})

    sent = {"login": person.email, "password": PASSWORD}
    other = client.post("/sign-in/", sent, headers={"X-Forwarded-For": "198.51.100.9"})

    assert other.status_code == 302


def test_nobody_signs_up(client):
    assert client.get("/sign-up/").status_code == 404
    assert "sign up" not in client.get("/sign-in/").content.decode().lower()


# --- Passwords ---------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_forgotten_password_is_asked_for_outside_any_transaction_of_the_tests(client):
    person = make.user(Role.OFFICER, email=f"{'long' * 12}@{'council' * 8}.example")
    response = client.post("/sign-in/forgotten/", {"email": person.email})
    assert response.headers["Location"] == "/sign-in/forgotten/sent/"
    item = OutboxItem.objects.get()
    assert item.payload["to"] == person.email
    assert person.email not in item.key
    assert len(item.key) <= OutboxItem._meta.get_field("key").max_length


def test_forgotten_password_is_replaced_by_mail(client):
    person = make.user(password=PASSWORD)
    response = client.post("/sign-in/forgotten/", {"email": person.email})
    assert response.headers["Location"] == "/sign-in/forgotten/sent/"
    mail = OutboxItem.objects.get(topic="mail").payload
    assert mail["to"] == person.email
    (path,) = re.findall(r"http://testserver(/sign-in/new-password/\S+)", mail["body"])
    page = client.get(path, follow=True)
    html.check_page(html.parse(page.content))
    form = page.redirect_chain[-1][0]
    short = client.post(form, {"password1": "short", "password2": "short"})
    html.check_error_links(html.parse(short.content))
    done = client.post(form, {"password1": PASSWORD * 2, "password2": PASSWORD * 2})
    assert done.headers["Location"] == "/sign-in/new-password/done/"
    assert client.login(email=person.email, password=PASSWORD * 2)
    again = client.get(path, follow=True)
    assert "This link does not work any more" in again.content.decode()


def test_unknown_address_gets_no_mail_and_the_same_answer(client):
    response = client.post("/sign-in/forgotten/", {"email": "nobody@council.example"})
    assert response.headers["Location"] == "/sign-in/forgotten/sent/"
    assert not OutboxItem.objects.exists()


def test_changed_password_is_told_by_mail(client):
    person = make.user(password=PASSWORD)
    client.force_login(person)
    sent = {"oldpassword": PASSWORD, "password1": PASSWORD * 2, "password2": PASSWORD * 2}
    assert client.post("/account/password/", sent).status_code == 302
    assert client.get("/account/").status_code == 200
    mail = OutboxItem.objects.get(topic="mail").payload
    assert mail["subject"] == "Your password was changed"
    person.refresh_from_db()
    assert person.check_password(PASSWORD * 2)


def test_person_without_a_password_may_choose_a_first(client):
    person = make.user()
    client.force_login(person)
    assert client.get("/account/password/").headers["Location"] == "/account/password/first/"
    read(client, "/account/password/first/")
    client.post("/account/password/first/", {"password1": PASSWORD, "password2": PASSWORD})
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_mail_can_be_drawn_in_plain_words(client):
    person = make.user(password=PASSWORD)
    client.post("/sign-in/forgotten/", {"email": person.email})
    mail = OutboxItem.objects.get(topic="mail").payload
    assert mail["subject"] == "Choose a new password"
    assert "\n\n\n" not in mail["body"]


# --- Components --------------------------------------------------------------------------------
def component(template, **given):
    drawn = render_to_string(f"components/{template}.html", given)
    return html.parse(f"<div>{drawn}</div>")


def test_summary_list_shows_what_is_missing():
    drawn = component("summary_list", rows=[("Where", "<b>\nHill", "/x/"), ("Who", ""), ("No", 0)])
    values = [" ".join(dd.text_content().split()) for dd in drawn.xpath("//dd")]
    assert values == ["<b>Hill", "Change where", "Not given", "0"]


def test_verdict_button_is_a_button_or_a_reason():
    drawn = component("verdict_button", verdict=ALLOWED, text="Approve", name="go")
    assert drawn.xpath("//button[not(@disabled)]/@name") == ["go"]
    link = component("verdict_button", verdict=ALLOWED, text="Approve", href="/x/")
    assert link.xpath("//a[@role='button']/@href") == ["/x/"]
    grey = component("verdict_button", verdict=refused("Not yours."), text="Approve", href="/x/")
    assert grey.xpath("//button/@disabled")
    assert not grey.xpath("//a")
    assert "Not yours." in grey.text_content()


def test_confirm_is_a_form_with_its_token():
    drawn = component(
        "confirm", action="/x/", text="Go", csrf_token="t" * 64, hidden={"a": "1"}, cancel="/y/"
    )
    assert drawn.xpath("//form/@action") == ["/x/"]
    assert drawn.xpath("//input/@name") == ["csrfmiddlewaretoken", "a"]
    assert drawn.xpath("//a/@href") == ["/y/"]


def test_timeline_progress_tiles_and_empty_state():
    assert "Nothing has happened yet." in component("timeline", entries=[]).text_content()
    entry = {"title": "Assessed", "by": "Jo", "text": "<b>"}
    assert component("timeline", entries=[entry]).xpath("//li/p/text()") == ["Jo"]
    progress = component("progress", percent=40, text="Drawing", url="/p/")
    assert progress.xpath("//progress/@value") == ["40"]
    assert progress.xpath("//*[@aria-live='polite']/text()") == ["Drawing"]
    assert component("progress_refresh").xpath("//meta/@content") == ["5"]
    tiles = component("stat_tiles", tiles=[(3, "overdue", "/x/"), (0, "new")])
    assert tiles.xpath("//a/@href") == ["/x/"]
    assert component("table", caption="C", head=[], rows=[], empty="None yet.").text_content()


@pytest.mark.parametrize(
    ("level", "role", "words"),
    [(constants.SUCCESS, "alert", "Done"), (constants.WARNING, "region", "Important")],
)
def test_messages_are_banners(client, level, role, words):
    request = RequestFactory().get("/")
    request.session = client.session
    vars(request)["_messages"] = default_storage(request)
    messages.add_message(request, level, "<b>It is done.")
    drawn = html.parse(f"<div>{render_to_string('components/messages.html', {}, request)}</div>")
    (banner,) = drawn.xpath("//div[@aria-labelledby]")
    assert banner.get("role") == role
    assert banner.xpath(".//h2/text()") == [words]
    assert "<b>It is done." in banner.text_content()


def test_form_page_shows_errors_and_keeps_words(client, sample_pages):
    page = html.parse(client.post("/test/form/", {"name": "Hill Street"}).content)
    html.check_error_links(page)
    assert page.findtext(".//title") == "Error: Every kind – CARP"
    assert page.xpath("//input[@id='id_name']/@value") == ["Hill Street"]
    assert len(page.xpath("//div[@data-module='govuk-error-summary']")) == 1
    quiet = html.parse(client.get("/test/form/").content)
    html.check_page(quiet)
    assert quiet.findtext(".//title") == "Every kind – CARP"


def test_capabilities_of_the_navigation_exist():
    assert all(link.opened_by <= set(Capability) for link in LINKS)
