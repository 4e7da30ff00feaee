"""A concern comes in once, is promised an assessment, and the right people are told of it."""

import secrets
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from carp import clock
from carp.accounts.roles import Role
from carp.audit import trail
from carp.audit.models import AuditEvent
from carp.council import packs
from carp.outbox.models import OutboxItem
from tests import make
from tests.concurrency import race
from tests.mail import owed_mails
from triggers import receipts, workflow
from triggers.models import ReporterContact, SubmissionBucket, TriggerReport
from triggers.workflow import ContactEntry, LimitReached, limits

Status, Method = TriggerReport.Status, ReporterContact.Method
EMAIL = ContactEntry(method=Method.EMAIL, name="Pat", email="pat@example.org")
ON_3_JUNE_2024 = datetime(2024, 6, 3, 9, tzinfo=UTC)


def submit(entry=None, *, by=None, key=""):
    return workflow.submit(
        entry or make.report_entry(), by=by, idempotency_key=key or secrets.token_hex()
    )


@pytest.mark.django_db
def test_outside_report_is_logged_as_it_was_told():
    ward = make.area()
    with clock.at(ON_3_JUNE_2024):
        report = submit(make.report_entry(area=ward)).report
    report.refresh_from_db()
    assert report.reference == "TRG-2024-00001"
    assert report.status == Status.RECEIVED
    assert (report.channel, report.reporter_kind) == ("outside", "partner")
    assert report.submitted_by is None
    assert report.received_at == ON_3_JUNE_2024
    assert report.area == ward
    assert report.council_pack == packs.current_version()
    assert list(report.sources.values_list("code", flat=True)) == ["impact-on-partners"]
    assert set(report.categories.values_list("code", flat=True)) == {
        "food-and-heating",
        "older-people",
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("urgency", "due"),
    [
        ("immediate", date(2024, 6, 3)),
        ("urgent", date(2024, 6, 5)),
        ("soon", date(2024, 6, 17)),
        ("routine", date(2024, 7, 1)),
    ],
)
def test_assessment_is_due_by_the_service_level_of_the_urgency(urgency, due):
    with clock.at(ON_3_JUNE_2024):
        assert submit(make.report_entry(urgency=urgency)).report.assess_due_on == due


@pytest.mark.django_db
def test_assessment_of_what_is_dangerous_is_due_as_the_most_urgent():
    """Whatever urgency somebody chose on another page of the form."""
    with clock.at(ON_3_JUNE_2024):
        report = submit(make.report_entry(urgency="routine", immediate_danger=True)).report
    assert (report.urgency, report.assess_due_on) == ("routine", date(2024, 6, 3))


@pytest.mark.django_db
def test_weekends_and_bank_holidays_do_not_count():
    with clock.at(datetime(2024, 5, 24, 16, tzinfo=UTC)):  # before the bank holiday of 27 May
        report = submit(make.report_entry(urgency="urgent")).report
    assert report.assess_due_on == date(2024, 5, 29)


@pytest.mark.django_db
def test_day_is_the_local_one():
    with clock.at(datetime(2024, 6, 30, 23, 30, tzinfo=UTC)):  # 1 July, half past midnight
        report = submit(make.report_entry(urgency="immediate")).report
    assert report.assess_due_on == date(2024, 7, 1)


@pytest.mark.django_db
def test_search_finds_without_accents_and_case():
    ward = make.area(name="Göltho Märket")
    report = submit(make.report_entry(area=ward, where="CAFÉ Street", what="Naïve ½")).report
    reference = report.reference.lower().replace("-", " ")
    assert report.search_text == f"{reference} cafe street naive 1 2 goltho market"


@pytest.mark.django_db
def test_contact_is_kept_apart_and_only_what_the_chosen_way_needs():
    contact = ContactEntry(
        method=Method.TELEPHONE,
        email="pat@example.org",
        telephone="01632 960200",
        safe_note="After six",
    )
    report = submit(make.report_entry(contact=contact)).report
    assert (report.contact.email, report.contact.telephone) == ("", "01632 960200")
    assert report.contact.safe_note == "After six"
    none = ContactEntry(email="pat@example.org", telephone="1", safe_note="x")
    held = submit(make.report_entry(contact=none)).report.contact
    assert (held.method, held.email, held.telephone, held.safe_note) == ("none", "", "", "")


@pytest.mark.django_db
def test_outside_report_has_a_receipt_and_an_inside_one_has_none():
    outside, inside = submit(), submit(by=make.user(Role.OFFICER))
    assert outside.report.receipt_hash == receipts.digest(outside.receipt)
    assert (inside.receipt, inside.report.receipt_hash) == (None, None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("roles", "kind"),
    [
        ([Role.MEMBER], "member"),
        ([Role.MEMBER, Role.BOARD_MEMBER], "member"),
        ([Role.OFFICER], "officer"),
        ([Role.NOMINATED_OFFICER], "officer"),
        ([Role.PARTNER], "partner"),
    ],
)
def test_kind_of_reporter_follows_from_the_roles(roles, kind):
    person = make.user(*roles)
    report = submit(by=person).report
    assert (report.reporter_kind, report.channel) == (kind, "inside")
    assert report.submitted_by == person


@pytest.mark.django_db
@pytest.mark.parametrize("roles", [[], [Role.AUDITOR], [Role.ADMINISTRATOR]])
def test_who_may_not_report_is_refused_and_nothing_is_stored(roles):
    with pytest.raises(PermissionDenied, match="public page"):
        submit(by=make.user(*roles))
    assert not TriggerReport.objects.exists()
    assert not OutboxItem.objects.exists()


@pytest.mark.django_db
def test_only_a_given_address_gets_an_acknowledgement():
    submit()
    assert owed_mails() == []
    with clock.at(ON_3_JUNE_2024):
        report = submit(make.report_entry(contact=EMAIL)).report
    (mail,) = owed_mails()
    assert mail.payload["to"] == "pat@example.org"
    assert report.reference in mail.payload["subject"]
    assert "17 June 2024" in mail.payload["body"]


@pytest.mark.django_db
def test_every_nominated_officer_is_told_alone_and_nobody_else():
    officers = [make.user(Role.NOMINATED_OFFICER) for _ in range(2)]
    make.user(Role.OFFICER)
    make.user(Role.NOMINATED_OFFICER, is_active=False)
    report = submit(make.report_entry(urgency="immediate")).report
    assert [mail.payload["to"] for mail in owed_mails()] == [officer.email for officer in officers]
    assert all(report.reference in mail.payload["body"] for mail in owed_mails())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("urgency", "danger", "told"),
    [
        ("immediate", False, 1),
        ("urgent", False, 0),
        ("soon", False, 0),
        ("routine", True, 1),
        ("routine", False, 0),
    ],
)
def test_officers_are_told_at_once_of_an_immediate_risk_only(urgency, danger, told):
    """The others wait for the mail of the day; and whoever wants no digest is told all the same."""
    make.user(Role.NOMINATED_OFFICER, daily_digest=False, assignment_mails=False)
    submit(make.report_entry(urgency=urgency, immediate_danger=danger))
    assert len(owed_mails()) == told


@pytest.mark.django_db
def test_mail_names_no_place_no_category_and_no_content():
    make.user(Role.NOMINATED_OFFICER)
    entry = make.report_entry(
        contact=EMAIL,
        urgency="immediate",
        area=make.area(name="CanaryWard"),
        where="CanaryStreet\r\nBcc: all@example.org",
        what="CanaryStory",
        being_done="CanaryDoing",
        what_works="CanaryWorks",
        evidence_link="https://canary.example/",
    )
    submission = submit(entry)
    told = " ".join(str(mail.payload) for mail in owed_mails())
    pack = packs.current()
    words = [pack.label("categories", code) for code in entry.categories]
    assert len(owed_mails()) == 2
    for secret in ("canary", "gainsborough", submission.receipt, *words):
        assert secret.lower() not in told.lower()


@pytest.mark.django_db
def test_audit_row_says_who_and_names_no_content():
    person = make.user(Role.OFFICER)
    report = submit(make.report_entry(what="CanaryStory", where="CanaryStreet"), by=person).report
    event = trail.of_subject(report).get()
    assert (event.action, event.by, event.capability) == (
        "triggers.submit",
        person,
        "trigger.report",
    )
    assert event.after["status"] == "received"
    assert "Canary" not in str(event.after)
    outside = trail.of_subject(submit().report).get()
    assert (outside.by, outside.capability) == (None, "")


@pytest.mark.django_db
def test_same_key_is_one_report_with_the_same_receipt():
    first = submit(key="k")
    again = submit(make.report_entry(what="Typed anew"), key="k")
    assert (first.created, again.created) == (True, False)
    assert again.report == first.report
    assert again.receipt == first.receipt
    assert AuditEvent.objects.filter(action="triggers.submit").count() == 1


@pytest.mark.django_db
def test_key_of_one_person_opens_nobody_elses_report():
    first, other = make.user(Role.OFFICER), make.user(Role.OFFICER)
    made = {submit(by=by, key="k").report.pk for by in (first, other, None)}
    assert len(made) == 3


@pytest.mark.django_db
def test_stored_key_does_not_give_the_receipt_away():
    submission = submit(key="the secret of the form")
    assert "secret" not in submission.report.idempotency_key
    assert receipts.of_submission(submission.report.idempotency_key) != submission.receipt


@pytest.mark.django_db
def test_limit_takes_ten_reports_an_hour_of_one_network_on_trust_and_holds_the_next(settings):
    settings.REPORTS_AN_HOUR_AT_MOST = 12

    def one(network="192.0.2.0/24", key=""):
        return workflow.submit_from(
            network, make.report_entry(), idempotency_key=key or secrets.token_hex()
        )

    with clock.at(ON_3_JUNE_2024):
        statuses = [one(key=str(number)).report.status for number in range(12)]
        assert statuses == [Status.RECEIVED] * 10 + [Status.HELD] * 2
        with pytest.raises(LimitReached):
            one()
        assert one(key="3").created is False
        assert one(key="11").report.status == Status.HELD
        assert one(network="198.51.100.0/24").report.status == Status.RECEIVED
    with clock.at(ON_3_JUNE_2024.replace(hour=10)):
        assert one().report.status == Status.RECEIVED
    assert TriggerReport.objects.count() == 14


@pytest.mark.django_db
def test_bucket_keeps_no_address_and_goes_after_a_day():
    with clock.at(ON_3_JUNE_2024):
        first = limits.take("report", network="192.0.2.0/24", most=1)
    with clock.at(ON_3_JUNE_2024.replace(hour=10)):
        assert limits.take("report", network="192.0.2.0/24", most=1) != first
    assert "192" not in str(list(SubmissionBucket.objects.values_list("key", flat=True)))
    with clock.at(ON_3_JUNE_2024.replace(day=5)):
        limits.take("report", network="192.0.2.0/24", most=1)
    assert SubmissionBucket.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_with_one_key_are_one_report():
    submissions: list[Any] = race(*[lambda: submit(key="k")] * 20)
    assert TriggerReport.objects.get().reference.endswith("-00001")
    assert {s.report.pk for s in submissions} == {TriggerReport.objects.get().pk}
    assert len({s.receipt for s in submissions}) == 1
    assert sum(s.created for s in submissions) == 1
    assert submit().report.reference.endswith("-00002")


@pytest.mark.django_db(transaction=True)
def test_limits_hold_for_many_at_once(settings):
    def one():
        return workflow.submit_from(
            "192.0.2.0/24", make.report_entry(), idempotency_key=secrets.token_hex()
        )

    settings.REPORTS_AN_HOUR_AT_MOST = 13
    came = race(*[one] * 16)
    assert sum(isinstance(answer, LimitReached) for answer in came) == 3
    assert TriggerReport.objects.filter(status=Status.RECEIVED).count() == 10
    assert TriggerReport.objects.filter(status=Status.HELD).count() == 3
    assert SubmissionBucket.objects.get().used == 13


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="one writes at a time: none comes between"
)
def test_a_bucket_that_another_makes_just_now_is_not_full():
    """At the start of an hour the first two of a network come at once; neither may be held."""
    others: list[object] = []

    def take():
        return limits.take("report", network="192.0.2.0/24", most=2)

    def another_comes_after_the_first_look(execute, sql, params, many, context):
        found = execute(sql, params, many, context)
        if not others:
            others.extend(race(take))
        return found

    with connection.execute_wrapper(another_comes_after_the_first_look):
        assert others == [take()]
    assert SubmissionBucket.objects.get().used == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("hour", range(9, 14))
def test_repeats_at_once_take_room_from_nobody(settings, hour):
    """There is room for two: the one that comes six times, and another among them."""
    settings.REPORTS_AN_HOUR = 2

    def send(key):
        with clock.at(ON_3_JUNE_2024.replace(hour=hour)):
            return workflow.submit_from(
                "192.0.2.0/24", make.report_entry(), idempotency_key=key
            ).report.reference

    keys = ["one"] * 6 + ["another"] + ["one"] * 5
    came = race(*[partial(send, key) for key in keys])
    assert len(set(came)) == TriggerReport.objects.count() == 2
    assert set(TriggerReport.objects.values_list("status", flat=True)) == {Status.RECEIVED}
    assert SubmissionBucket.objects.get().used == 2
