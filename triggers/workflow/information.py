"""Questions about a report, put to services, partners and others (policy 8.2, 9.2)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from carp import clock
from carp.accounts.models import Organisation, User
from carp.accounts.verdicts import Refused
from carp.council import packs
from carp.council.calendar import add_working_days
from triggers import notices
from triggers.models import InformationRequest, TriggerReport
from triggers.workflow.steps import begin, move, record

Status = TriggerReport.Status
FIRST_MAIL_IS_NEW = timedelta(days=1)


@dataclass(frozen=True)
class Addressee:
    """Whom a question goes to, where the portal knows them; and who gets a mail that it waits."""

    service: str = ""
    organisation: Organisation | None = None
    email: str = ""


NOBODY_KNOWN = Addressee()


@transaction.atomic
def ask_information(
    report: TriggerReport,
    *,
    by: User,
    asked_of: str,
    question: str,
    due_on: date,
    to: Addressee = NOBODY_KNOWN,
) -> InformationRequest:
    """Put a question to somebody; an unassessed report then waits for the answer.

    Who is asked gets a mail, where an address is known, that says only that a question waits.
    Sent twice, as by a second press, it is one question and one mail.
    """
    report = begin(report, "ask_information", by=by)
    if due_on < clock.today():
        raise Refused("The answer cannot be due before today.")
    if to.service and to.service not in packs.current().items("services"):
        raise Refused(f"The council pack has no service called {to.service}.")
    asked = report.information_requests.open().filter(asked_of=asked_of, asked_by=by)
    if sent_before := asked.filter(question=question, due_on=due_on, asked_email=to.email).first():
        return sent_before
    request = InformationRequest.objects.create(
        report=report,
        asked_of=asked_of,
        service=to.service,
        organisation=to.organisation,
        asked_email=to.email,
        question=question,
        due_on=due_on,
        asked_by=by,
    )
    assessed = report.status in (Status.ASSESSED, Status.OUTCOME_AGREED)
    status = report.status if assessed else Status.AWAITING_INFORMATION
    before = move(report, "ask_information", status)
    notices.tell_asked(request)
    after = {"request": request.pk, "asked_of": _addressee(request), "due_on": due_on}
    record("ask_information", report, by=by, before=before, after=after)
    return request


@transaction.atomic
def answer_information(request: InformationRequest, *, by: User, answer: str) -> InformationRequest:
    """Note an answer; with the last one the report is under review again."""
    report = begin(request.report, "answer_information", by=by)
    request = InformationRequest.objects.select_for_update().get(pk=request.pk)
    if request.answered_at is not None:
        raise Refused("This question is answered already.")
    request.answer, request.answered_at = answer, clock.now()
    request.save(update_fields=("answer", "answered_at"))
    open_ones = report.information_requests.open().exists()
    waited = report.status == Status.AWAITING_INFORMATION
    status = Status.UNDER_REVIEW if waited and not open_ones else report.status
    before = move(report, "answer_information", status)
    after = {"request": request.pk, "asked_of": _addressee(request)}
    record("answer_information", report, by=by, before=before, after=after)
    return request


@transaction.atomic
def remind_of_questions() -> None:
    """Owe a mail to each who was asked, the days of the pack before their answer is due.

    Its key keeps it to one. Who was asked within the last day has just had the first.
    """
    today, days = clock.today(), packs.current().service_levels.information_reminder_working_days
    coming = InformationRequest.objects.open().filter(
        due_on__range=(today, add_working_days(today, days)),
        asked_at__lt=clock.now() - FIRST_MAIL_IS_NEW,
        report__closed_at__isnull=True,
    )
    for request in coming.select_related("report", "asked_by").order_by("due_on", "pk"):
        notices.tell_asked(request, again=True)


def _addressee(request: InformationRequest) -> str:
    """Who was asked, as the trail may keep it: somebody who was put in words may be the person."""
    if request.organisation is not None:
        return request.organisation.name
    services = packs.current().items("services")
    return services[request.service].label if request.service in services else "somebody else"
