"""Parts of a plan at an address for partners: what they show, who opens it, and their end."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from actionplans import permissions, workflow
from actionplans.models import PlanShare, ShareOpening
from actionplans.selectors import feeds, shares
from actionplans.stages.withheld import without
from carp import clock
from carp.accounts.roles import Role
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.web.formats import day
from tests import make
from tests.refusals import refused_as_null, refused_by
from tests.web.html import text_of

pytestmark = pytest.mark.django_db
ALL = ["outcomes", "actions", "team", "resources", "needs", "framework", "stage-1", "stage-6"]


@pytest.fixture
def plan(officer):
    """With something in every part, and somebody's name, street and telephone in its texts."""
    community = make.community(streets="Canary Street; Bow Lane")
    lead = make.user(Role.OFFICER, name="Lee Leader")
    plan = make.plan(by=officer, community=community, lead=lead)
    make.action(
        plan,
        by=officer,
        owner=lead,
        title="Ask Lee Leader to clear canary street",
        owner_organisation="Riverside Trust",
    )
    make.team_member(
        plan, by=officer, name="Sam Example", organisation="Police", part="Rings 07700 900123"
    )
    make.need_line(plan, by=officer, need="Lights in Bow Lane", amount_pence=6_543_21)
    make.resource_line(plan, by=officer)
    evidence = "Sam  Example says so: sam@example.org. It costs £6,543."
    answers = {"evidence": evidence, "urgency": "Soon."}
    workflow.save_stage(plan, 1, by=officer, answers=answers, edition=1)
    return plan


def path_of(share):
    address = shares.ADDRESSES.of(share)
    return address[address.index("/plans/") :]


def read(client, share, *, opens=True):
    client.logout()
    return client.post(path_of(share)) if opens else client.get(path_of(share))


# --- What is taken out of texts -------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Sam Example came.", "[left out] came."),
        ("SAM\nEXAMPLE came", "[left out] came"),
        ("Sam Examples came", "Sam Examples came"),
        ("Ask a.b@c.example, please", "Ask [left out], please"),
        ("Ring 01427 676 676 or +441427676676.", "Ring [left out] or [left out]."),
        ("In 2024-2025 there were 1,200", "In 2024-2025 there were 1,200"),
        ("A crew and £6,500 from the fund.", "A crew and [left out] from the fund."),
        ("£1.5 million, £20k or £ 300, 40 lamps", "[left out], [left out] or [left out], 40 lamps"),
        ("2,500 pounds, or GBP", "[left out], or GBP"),
        ("In Bow Lane and Bow Lanes", "In [left out] and Bow Lanes"),
        ("", ""),
    ],
)
def test_names_streets_and_how_to_reach_people_are_taken_out(text, left):
    assert without(["Sam Example", "Bow Lane", "", "Al"])(text) == left


# --- What a partner reads -------------------------------------------------------------------------
def test_a_partner_reads_the_chosen_parts_and_nothing_else(client, plan, officer):
    answer = read(client, make.share(plan, by=officer, parts=["outcomes", "stage-1"]))

    text = text_of(answer)
    assert answer.status_code == 200
    assert "Alleys that people use after dark" in text
    assert "Soon." in text
    assert "Shared with Riverside Trust" in text
    for hidden in ("Actions", "Lights", "Police", "Stage 6"):
        assert hidden not in text


def test_no_name_street_number_or_money_leaves_the_council(client, plan, officer):
    workflow.change_plan(plan, by=officer, title="Lights for Bow Lane", lead=plan.lead)
    answer = read(client, make.share(plan, by=officer, parts=ALL))

    whole, text = answer.content.decode(), text_of(answer)
    for hidden in (
        "Lee Leader", "Sam", "Nora Quill", "Bow Lane", "anary street", "Canary Street",
        "07700", "sam@", "6,543", "£", officer.email, plan.reference, "Equality",
    ):  # fmt: skip
        assert hidden not in whole, hidden
    for shown in (
        "Ask [left out] to clear [left out]", "Riverside Trust", "Police", "Rings [left out]",
        "Lights in [left out]", "An outreach worker", "[left out] says so: [left out]",
    ):  # fmt: skip
        assert shown in text, shown


def test_a_question_marked_as_internal_is_never_offered_or_shown(client, plan, officer):
    offered = dict(shares.parts_offered(plan))
    assert "stage-4" not in offered
    assert {"stage-1", "stage-7", "needs"} <= offered.keys()
    with pytest.raises(Refused, match="Choose what they may read"):
        make.share(plan, by=officer, parts=["stage-4"])


def test_the_plan_is_read_as_it_stands_today(client, plan, officer):
    share = make.share(plan, by=officer)
    make.outcome(plan, by=officer, outcome="Written after it was shared")

    assert "Written after it was shared" in text_of(read(client, share))


def test_a_table_is_a_file_too_for_the_partner_and_for_who_shares_it(client, plan, officer):
    share = make.share(plan, by=officer, parts=["actions", "stage-1"])
    page = read(client, share)
    assert '<button class="govuk-button govuk-button--secondary"' in page.content.decode()

    file = client.post(path_of(share), {"part": "actions"})
    told = b"".join(file).decode("utf-8-sig")

    assert file["Content-Type"] == "text/csv; charset=utf-8"
    assert file["Cache-Control"] == "private, no-store"
    assert "Ask [left out] to clear [left out]" in told
    assert "Canary" not in told
    assert "Lee Leader" not in told
    assert share.openings.count() == 2
    for other in ("outcomes", "stage-1", "x"):
        assert "text/html" in client.post(path_of(share), {"part": other})["Content-Type"]

    client.force_login(officer)
    preview = f"/plans/{plan.reference}/shares/{share.pk}/"
    assert "?part=actions" in client.get(preview).content.decode()
    openings = share.openings.count()
    assert b"".join(client.get(preview, {"part": "actions"})).decode("utf-8-sig") == told
    assert share.openings.count() == openings


def test_a_community_named_by_its_street_is_not_named(client, officer):
    community = make.community(name="Canary Street", streets="Canary Street")
    share = make.share(make.plan(by=officer, community=community, ready=False), by=officer)

    assert "Canary Street" not in read(client, share).content.decode()


# --- Opening it -----------------------------------------------------------------------------------
def test_a_program_that_follows_the_link_opens_nothing(client, plan, officer):
    share = make.share(plan, by=officer)

    answer = read(client, share, opens=False)

    assert answer.status_code == 200
    assert plan.title not in answer.content.decode()
    assert share.openings.count() == 0


def test_each_opening_is_counted_with_its_time(client, plan, officer):
    share = make.share(plan, by=officer)
    for _ in range(2):
        read(client, share)

    assert share.openings.count() == 2
    assert shares.shares_of(plan) == [(share, 2)]


@pytest.mark.parametrize("opens", [True, False])
def test_nothing_lists_keeps_or_tells_the_address(client, plan, officer, opens):
    answer = read(client, make.share(plan, by=officer), opens=opens)

    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert '<meta name="robots" content="noindex, nofollow">' in answer.content.decode()
    assert settings.SESSION_COOKIE_NAME not in answer.cookies


def test_a_network_opens_it_only_so_often(client, plan, officer, settings):
    settings.LOOKUPS_AN_HOUR = 1
    share = make.share(plan, by=officer)

    codes = [read(client, share).status_code for _ in range(2)]

    assert codes == [200, 429]
    assert share.openings.count() == 1


@pytest.mark.parametrize("opens", [True, False])
def test_an_address_that_ended_or_expired_says_so_and_shows_nothing(client, plan, officer, opens):
    ended, expired = (make.share(plan, by=officer, days=7) for _ in range(2))
    workflow.end_share(ended, by=officer)

    answers = [read(client, ended, opens=opens)]
    with clock.at(clock.now() + timedelta(days=8)):
        answers.append(read(client, expired, opens=opens))

    for answer in answers:
        assert answer.status_code == 410
        assert "This address has ended" in text_of(answer)
        assert plan.title not in answer.content.decode()
    assert not ShareOpening.objects.exists()


def test_it_is_open_to_the_end_of_its_last_day(plan, officer):
    share = make.share(plan, by=officer, days=7)
    with clock.at(clock.now() + timedelta(days=7)):
        assert share.state == "open"
        assert workflow.open_share(share)
    with clock.at(clock.now() + timedelta(days=8)):
        assert share.state == "expired"
        with pytest.raises(Refused, match="has ended"):
            workflow.open_share(share)


@pytest.mark.parametrize("wrong", ["x", "1.x", "x.1", "1"])
def test_no_other_secret_opens_a_plan(client, wrong):
    right = shares.ADDRESSES.secret_of(make.share())
    key, _dot, signature = right.partition(".")

    assert client.post(f"/plans/shared/{wrong}/").status_code == 404
    assert client.post(f"/plans/shared/{int(key) + 1}.{signature}/").status_code == 404


def test_the_secret_of_a_calendar_opens_no_plan_and_the_other_way_round(client):
    share, feed = make.share(), make.calendar_feed()
    assert client.get(f"/plans/shared/{feeds.ADDRESSES.secret_of(share)}/").status_code == 404
    of_share = shares.ADDRESSES.secret_of(feed)
    assert client.get(f"/plans/calendar/{of_share}/actions.ics").status_code == 404


@pytest.mark.parametrize(
    ("addresses", "secret"),
    [
        (feeds.ADDRESSES, "12.2pztrJOMDdg0-uasHmjdmHtPVcbGiJe8rPpWZ5uG2kA"),
        (shares.ADDRESSES, "12.PxA8SaqQ1ztn7JH3wSg8Zvpffs4szDYiptjE1OdEziE"),
    ],
)
def test_what_was_given_out_still_opens_what_it_did(settings, addresses, secret):
    settings.SECRET_KEY = "given-out"
    assert addresses.secret_of(PlanShare(pk=12)) == secret


# --- Who may share --------------------------------------------------------------------------------
def test_lead_and_nominated_officer_share_and_a_team_member_does_not(plan, officer):
    member = make.user(Role.OFFICER)
    make.team_member(plan, by=officer, user=member, name=member.name)

    assert permissions.can_share(officer, plan)
    assert permissions.can_share(plan.lead, plan)
    for other in (member, make.user(Role.AUDITOR), make.user(Role.SERVICE_MANAGER)):
        assert "Only its lead" in permissions.can_share(other, plan).reason
        with pytest.raises(Refused, match="Only its lead"):
            make.share(plan, by=other)


def test_what_a_restricted_report_led_to_is_not_shared_and_no_longer_read(client, officer):
    report, plan = make.plan_asked_for(by=officer, ready=False)
    share = make.share(plan, by=officer)
    assert read(client, share).status_code == 200
    make.restriction(report)

    assert read(client, share).status_code == 410
    assert "cannot be shared" in permissions.can_share(officer, plan).reason
    report.restrictions.update(lifted_at=clock.now())
    assert read(client, share).status_code == 200


def test_a_closed_plan_is_not_shared_again_but_a_share_of_it_is_ended(plan, officer):
    share = make.share(plan, by=officer)
    plan.closed_at = clock.now()
    plan.save(update_fields=("closed_at",))

    with pytest.raises(Refused, match="closed"):
        make.share(plan, by=officer)
    assert workflow.end_share(share, by=officer).ended_by == officer
    with pytest.raises(Refused, match="ended already"):
        workflow.end_share(share, by=officer)


def test_giving_and_ending_stand_in_the_trail_and_the_history(visit, plan, officer):
    share = make.share(plan, by=officer)
    workflow.end_share(share, by=plan.lead)

    given, ended = list(trail.of_subject(plan))[-2:]
    assert (given.action, ended.action) == ("actionplans.share", "actionplans.end_share")
    assert given.after["parts"] == ["outcomes", "actions", "stage-1"]
    assert given.reason == "Information-sharing agreement of 2024"
    assert "Shared with a partner" in visit("plan-history", plan.reference).text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"parts": []}, "parts"),
        ({"parts": ["equality"]}, "parts"),
        ({"shared_with": " "}, "shared_with"),
        ({"basis": " "}, "basis"),
        ({"days": 0}, "days"),
        ({"days": 91}, "days"),
    ],
)
def test_a_share_without_its_parts_reason_or_end_is_refused(plan, officer, changes, field):
    with pytest.raises(Refused) as caught:
        make.share(plan, by=officer, **changes)
    assert caught.value.field == field


# --- Its pages ------------------------------------------------------------------------------------
def test_an_address_is_made_shown_and_ended(visit, client, plan):
    empty = visit("share-new", plan.reference, data={"shared_with": "Riverside Trust"})
    assert empty.value("shared_with") == "Riverside Trust"
    assert empty.errors() == {
        "#id_basis": "Say which agreement or law allows it",
        "#id_parts": "Choose what they may read",
        "#id_days": "Choose how long",
        "#id_has_read": "Read what you share, then tick the box",
    }
    given = {
        "shared_with": "Riverside Trust",
        "basis": "Crime and Disorder Act 1998, section 115",
        "parts": ["actions"],
        "days": "90",
        "has_read": "on",
    }
    made = visit("share-new", plan.reference, data=given)
    share = PlanShare.objects.get()
    assert made.page.findtext(".//code") == shares.ADDRESSES.of(share)
    assert "Nobody has opened it yet." in made.text
    assert "Ask [left out] to clear" in made.text
    listed = visit("plan-detail", plan.reference).text
    assert f"Riverside TrustActionsOpenNora Quill, {day(clock.now())}" in listed

    ended = visit("share-end", plan.reference, share.pk, data={})
    assert "Nobody can read there any more." in ended.text
    assert ended.page.find(".//code") is None
    again = visit("share-end", plan.reference, share.pk, data={})
    assert "ended already" in again.text
    assert read(client, share).status_code == 410


def test_readers_see_that_it_is_shared_and_never_the_address(visit, plan, officer):
    share = make.share(plan, by=officer)
    seen = visit("share-detail", plan.reference, share.pk, by=make.user(Role.AUDITOR))
    assert "Shared with Riverside Trust" in seen.text
    assert seen.page.find(".//code") is None
    assert "/plans/shared/" not in seen.body


def test_shares_are_a_table_and_a_file(visit, plan, officer):
    share = make.share(plan, by=officer)
    lines = visit("plan-csv", plan.reference, "shares").body.splitlines()
    assert lines[0].endswith("For,Parts,State,Shared by,Last day,Times opened")
    assert lines[1].startswith(f'{share.shared_with},"Outcomes, Actions, Stage 1')


def test_a_share_of_another_plan_is_not_there(visit, plan, officer):
    share = make.share(make.plan(by=officer, ready=False), by=officer)
    assert visit("share-detail", plan.reference, share.pk).status == 404


# --- The database ---------------------------------------------------------------------------------
def made(**changes):
    share = make.share()
    fields = {
        name: getattr(share, name)
        for name in ("plan", "parts", "shared_with", "basis", "days", "shared_by")
    }
    return PlanShare.objects.create(**fields | changes)


@pytest.mark.parametrize("days", [0, 91])
def test_a_share_ends_within_ninety_days(days):
    with refused_by("actionplans_share_ends"):
        made(days=days)
    with refused_as_null():
        made(days=None)


@pytest.mark.parametrize("field", ["shared_with", "basis"])
def test_a_share_says_for_whom_and_why(field):
    with refused_by("actionplans_share_says_for_whom_and_why"):
        made(**{field: ""})
    with refused_as_null():
        made(**{field: None})


@pytest.mark.parametrize("field", ["ended_at", "ended_by"])
def test_the_end_of_a_share_has_its_time_and_person(field):
    value = clock.now() if field == "ended_at" else make.user()
    with refused_by("actionplans_share_ended_pair"):
        made(**{field: value})


@pytest.mark.parametrize(
    "changes", [{"parts": ["team"]}, {"days": 31}, {"shared_with": "A"}, {"basis": "B"}]
)
def test_what_was_given_is_frozen(changes):
    make.share()
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        PlanShare.objects.update(**changes)


def test_an_ended_share_is_never_opened_again_or_deleted():
    share = make.share()
    workflow.end_share(share, by=share.shared_by)
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        PlanShare.objects.update(ended_at=None, ended_by=None)
    with pytest.raises(IntegrityError, match=r"frozen|append-only"), transaction.atomic():
        PlanShare.objects.filter(pk=share.pk)._raw_delete("default")


def test_openings_are_append_only():
    workflow.open_share(make.share())
    for act in (
        lambda: ShareOpening.objects.update(opened_at=clock.now()),
        lambda: ShareOpening.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            act()
