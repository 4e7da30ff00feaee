"""Who is told what about a report. Mail names no place and carries no content (quality T25)."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.template.loader import render_to_string

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Role
from carp.council import packs
from carp.governance.models import Decision, Membership
from carp.outbox import mail
from triggers.models import (
    Referral,
    ReporterContact,
    ReportMessage,
    SavedDraft,
    TriggerReport,
)


def tell_received(report: TriggerReport) -> None:
    """Its reporter and each nominated officer hear that a report came in, in one statement."""
    mail.send_all_later([*_acknowledgement(report), *_to_officers(report)])


def _acknowledgement(report: TriggerReport) -> Iterator[mail.Letter]:
    """To the reporter, if an e-mail address was given for that."""
    contact = report.contact
    if contact.method == ReporterContact.Method.EMAIL:
        yield mail.Letter(
            to=contact.email,
            subject=f"We have received what you told us: {report.reference}",
            body=_body("acknowledgement", report),
            key=f"triggers.submit:{report.reference}:acknowledgement",
        )


def _to_officers(report: TriggerReport) -> Iterator[mail.Letter]:
    """To each nominated officer: something waits (policy 8.2)."""
    body = _body("new_report", report)
    officers = User.objects.holding(Role.NOMINATED_OFFICER).values_list("pk", "email")
    for key, email in officers:
        yield mail.Letter(
            to=email,
            subject=f"A new report waits for assessment: {report.reference}",
            body=body,
            key=f"triggers.submit:{report.reference}:officer:{key}",
        )


def tell_reporter(report: TriggerReport) -> None:
    """Tell whoever reported it that there is an answer to read (domain 4.2)."""
    _to_reporter(
        report,
        ("answer_inside", "answer_outside"),
        subject=f"There is an answer to your report {report.reference}",
        key=f"triggers.answer:{report.reference}:{clock.now().isoformat()}",
    )


def tell_of_message(message: ReportMessage) -> None:
    """Tell whoever reported it that an officer has written; what, they read on the portal."""
    _to_reporter(
        message.report,
        ("message_inside", "message_outside"),
        subject=f"We have written to you about your report {message.report.reference}",
        key=f"triggers.message:{message.pk}",
    )


def _to_reporter(
    report: TriggerReport, templates: tuple[str, str], *, subject: str, key: str
) -> None:
    """To the account, or to the address that was given as a safe one; to nobody else."""
    inside, outside = templates
    contact = ReporterContact.objects.filter(report=report).first()
    if report.submitted_by is not None:
        address, template = report.submitted_by.email, inside
    elif contact is not None and contact.method == ReporterContact.Method.EMAIL:
        address, template = contact.email, outside
    else:
        return
    mail.send_later(to=address, subject=subject, body=_body(template, report), key=key)


def tell_withdrawn(report: TriggerReport) -> None:
    """Tell the officer who works on a report that its reporter has withdrawn it, else them all."""
    officers = User.objects.holding(Role.NOMINATED_OFFICER)
    people = [report.assigned_to] if report.assigned_to else list(officers)
    body, at = _body("withdrawn", report), clock.now().isoformat()
    mail.send_all_later(
        mail.Letter(
            to=person.email,
            subject=f"The reporter has withdrawn report {report.reference}",
            body=body,
            key=f"triggers.withdrawn:{report.reference}:{at}:{person.pk}",
        )
        for person in people
    )


def send_link_to_draft(saved: SavedDraft, *, to: str, link: str) -> None:
    """The link to saved answers; the mail says until when they are kept, and nothing of them."""
    mail.send_later(
        to=to,
        subject="Your saved answers",
        body=_body("saved_draft", saved=saved, link=link),
        key=f"triggers.draft:{saved.code_hash}",
    )


def tell_board(referral: Referral) -> None:
    """Tell everybody who sits on a board that a report was referred to it (policy 8.3)."""
    seats = Membership.objects.in_term(on=clock.today()).filter(group=referral.group)
    people = {seat.user for seat in seats.select_related("user")}
    _tell_of(referral, people, "referred", f"A report was referred to the {referral.group}")


def tell_service_managers(referral: Referral) -> None:
    """Tell the named service managers that something is to be done at once (policy 8.3)."""
    people = referral.service_managers.all()
    _tell_of(referral, people, "act_now", "Immediate action is asked of you")


def tell_considered(referral: Referral, decision: Decision) -> None:
    """Tell the officers who work on a report what a board has done with it (policy 8.4)."""
    officers = {referral.raised_by, referral.report.assigned_to} - {decision.recorded_by}
    people = [person for person in officers if person is not None]
    subject = f"The {decision.group} has considered a report"
    _tell_of(referral, people, "considered", subject, about=f"decision:{decision.pk}")


def _tell_of(
    referral: Referral, people: Iterable[User], template: str, subject: str, about: str = ""
) -> None:
    report = referral.report
    body = _body(template, report, group=referral.group)
    mail.send_all_later(
        mail.Letter(
            to=person.email,
            subject=f"{subject}: {report.reference}",
            body=body,
            key=f"triggers.{template}:{referral.pk}:{about}:{person.pk}",
        )
        for person in sorted(people, key=lambda person: person.pk)
    )


def _body(template: str, report: TriggerReport | None = None, **more: Any) -> str:
    context = {"report": report, "council": packs.current().identity, **more}
    return render_to_string(f"email/triggers/{template}.txt", context)
