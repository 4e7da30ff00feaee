"""Who is told what about a report. Mail names no place and carries no content (quality T25)."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.template.loader import render_to_string

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Role
from carp.council import feedback, packs
from carp.governance.models import Decision, Membership
from carp.outbox import mail
from carp.web.formats import day
from triggers.models import (
    InformationRequest,
    ListChange,
    QuarantinedText,
    Referral,
    ReporterContact,
    ReportMessage,
    ReportTask,
    Restriction,
    SavedDraft,
    TriggerReport,
)


def tell_received(report: TriggerReport) -> None:
    """Its reporter hears that a report came in, and of an immediate risk each officer."""
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


def is_at_once(report: TriggerReport) -> bool:
    """A report that cannot wait for the next digest: immediate danger, or by its urgency."""
    urgency = packs.current().items("urgencies").get(report.urgency)
    return report.immediate_danger or bool(urgency and urgency.is_at_once)


def _to_officers(report: TriggerReport) -> Iterator[mail.Letter]:
    """To each nominated officer where the risk is immediate (policy 8.2); nobody can refuse it."""
    if not is_at_once(report):
        return
    body = _body("new_report", report)
    officers = User.objects.holding(Role.NOMINATED_OFFICER).values_list("pk", "email")
    for key, email in officers:
        yield mail.Letter(
            to=email,
            subject=f"A report of immediate risk waits: {report.reference}",
            body=body,
            key=f"triggers.submit:{report.reference}:officer:{key}",
        )


def tell_assigned(report: TriggerReport, to: User, *, by: User) -> None:
    """Tell an officer that a colleague gave them a report, unless they want no such mails."""
    _tell_given(to, by=by, report=report, subject="A report was assigned to you", about="report")


def tell_task(task: ReportTask) -> None:
    """Tell an officer that a colleague gave them something to do for a report."""
    about = f"task:{task.pk}"
    subject = "A task was given to you"
    _tell_given(task.owner, by=task.created_by, report=task.report, subject=subject, about=about)


def _tell_given(to: User, *, by: User, report: TriggerReport, subject: str, about: str) -> None:
    if to.pk == by.pk or not to.assignment_mails:
        return
    mail.send_later(
        to=to.email,
        subject=f"{subject}: {report.reference}",
        body=_body("given", report, subject=subject),
        key=f"triggers.given:{report.reference}:{about}:{to.pk}:{clock.now().isoformat()}",
    )


def tell_asked(request: InformationRequest, *, again: bool = False) -> None:
    """Tell who was asked that a question waits; what it is about they hear from the officer.

    ``again``: its answer is due soon, of which they are told once.
    """
    if not request.asked_email:
        return
    still = "still " if again else ""
    mail.send_later(
        to=request.asked_email,
        subject=f"A question {still}waits for your answer: {request.report.reference}",
        body=_body("asked", request.report, due_on=request.due_on, officer=request.asked_by),
        key=f"triggers.asked:{request.pk}{':again' if again else ''}",
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
    body, at = _body("withdrawn", report), clock.now().isoformat()
    mail.send_all_later(
        mail.Letter(
            to=person.email,
            subject=f"The reporter has withdrawn report {report.reference}",
            body=body,
            key=f"triggers.withdrawn:{report.reference}:{at}:{person.pk}",
        )
        for person in _officers_of(report)
    )


def _officers_of(report: TriggerReport) -> Iterable[User]:
    """Whoever works on a report; without one, all nominated officers who may find it."""
    if report.assigned_to is not None:
        return [report.assigned_to]
    officers, named = User.objects.holding(Role.NOMINATED_OFFICER), _named(report)
    return officers if named is None else officers.filter(pk__in=named)


def send_link_to_draft(saved: SavedDraft, *, to: str, link: str) -> None:
    """The link to saved answers; the mail says until when they are kept, and nothing of them."""
    mail.send_later(
        to=to,
        subject="Your saved answers",
        body=_body("saved_draft", saved=saved, link=link),
        key=f"triggers.draft:{saved.code_hash}",
    )


def tell_board(referral: Referral, *, about: str = "") -> None:
    """Tell who sits on a board that an immediate risk was referred to it (policy 8.3).

    Any other report waits for the digest of the day.
    """
    if not is_at_once(referral.report):
        return
    seats = Membership.objects.in_term(on=clock.today()).filter(group=referral.group)
    people = {seat.user for seat in seats.select_related("user")}
    subject = f"A report was referred to the {referral.group}"
    _tell_of(referral, people, "referred", subject, about=about)


def tell_service_managers(referral: Referral, *, about: str = "") -> None:
    """Tell the named service managers that something is to be done at once (policy 8.3)."""
    people = referral.service_managers.all()
    _tell_of(referral, people, "act_now", "Immediate action is asked of you", about=about)


def tell_considered(referral: Referral, decision: Decision) -> None:
    """Tell the officers who work on a report that a board has sent it back (policy 8.4).

    Any other decision waits for the digest of the day.
    """
    if not packs.current().item("decision_kinds", decision.kind).at_once:
        return
    officers = {referral.raised_by, referral.report.assigned_to}
    officers -= {decision.drafted_by, decision.confirmed_by}
    people = [person for person in officers if person is not None]
    subject = f"The {decision.group} sends a report back"
    _tell_of(referral, people, "considered", subject, about=f"decision:{decision.pk}")


def _tell_of(
    referral: Referral, people: Iterable[User], template: str, subject: str, about: str = ""
) -> None:
    report = referral.report
    body = _body(template, report, group=referral.group)
    named = _named(report)
    mail.send_all_later(
        mail.Letter(
            to=person.email,
            subject=f"{subject}: {report.reference}",
            body=body,
            key=f"triggers.{template}:{referral.pk}:{about}:{person.pk}",
        )
        for person in sorted(people, key=lambda person: person.pk)
        if named is None or person.pk in named
    )


def _named(report: TriggerReport) -> set[int] | None:
    """Who may hear of a restricted report; None where it is not restricted."""
    restriction = Restriction.objects.in_force().filter(report=report).first()
    if restriction is None:
        return None
    return set(restriction.named.values_list("user_id", flat=True))


def tell_watch_is_up(report: TriggerReport) -> None:
    """Remind whoever works on a watched report that its day has come."""
    body = _body("watch_is_up", report)
    mail.send_all_later(
        mail.Letter(
            to=officer.email,
            subject=f"Look again at a report that you watch: {report.reference}",
            body=body,
            key=f"triggers.watch:{report.pk}:{report.watch_until}:{officer.pk}",
        )
        for officer in _officers_of(report)
    )


def tell_list_change(change: ListChange) -> None:
    """Ask the other nominated officers on the list to confirm or refuse (quality section 4)."""
    report = change.restriction.report
    named = User.objects.holding(Role.NOMINATED_OFFICER).filter(pk__in=_named(report) or ())
    mail.send_all_later(
        mail.Letter(
            to=officer.email,
            subject=f"A change waits for your confirmation: {report.reference}",
            body=_body("list_change", report),
            key=f"triggers.list_change:{change.pk}:{officer.pk}",
        )
        for officer in named.exclude(pk=change.proposed_by_id)
    )


def tell_safeguarding(handover: QuarantinedText) -> None:
    """Ask each safeguarding lead to take over and confirm (scenario O3)."""
    report = handover.report
    mail.send_all_later(
        mail.Letter(
            to=lead.email,
            subject=f"A handover waits for your confirmation: {report.reference}",
            body=_body("handover", report),
            key=f"triggers.handover:{handover.pk}:{lead.pk}",
        )
        for lead in User.objects.holding(Role.SAFEGUARDING_LEAD)
    )


def draft_feedback(
    report: TriggerReport, reasons: Iterable[Any], *, community: str = "", on: date | None = None
) -> str:
    """What the reporter could be told of these routes or reasons, in the words of the pack."""
    pack, reasons = packs.current(), list(reasons)
    doors = [pack.items("doors").get(getattr(reason, "door", "")) for reason in reasons]
    door = next((door for door in doors if door), None)
    values = {
        "reference": report.reference,
        "council": pack.identity.name,
        "telephone": pack.identity.telephone,
        "community": community or (report.community.name if report.community else ""),
        "door": door.label if door else "",
        "door_telephone": door.telephone if door else "",
        "day": day(on),
    }
    return feedback.filled((reason.feedback for reason in reasons), values)


def _body(template: str, report: TriggerReport | None = None, **more: Any) -> str:
    context = {"report": report, "council": packs.current().identity, **more}
    return render_to_string(f"email/triggers/{template}.txt", context)
