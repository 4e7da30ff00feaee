"""The end of a report from outside: check the answers, send them once, keep the receipt."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from carp import clock
from carp.documents import pdf
from carp.web.address import client_network
from carp.web.formats import day
from triggers import documents, receipts, workflow
from triggers.forms.questions import Question
from triggers.forms.report import STEPS, SendForm, entry_of, shown
from triggers.models import TriggerReport
from triggers.views import draft as drafts
from triggers.views.draft import Draft
from triggers.views.files import names_of
from triggers.views.outside import FILES, START, ask_first
from triggers.views.printing import printed

DONE = "triggers:report-done"
SENT_BEFORE = (
    "An earlier state of these answers was sent already, from another page or device: {}. What you "
    "see here differs from it. Send it as another report, or stop and delete it."
)
# A robot fills in every box and goes; a person whose browser did so must not lose the concern.
FILLED_IN = (
    "A box that is meant to stay empty was filled in, perhaps by your browser. It is empty again: "
    "check your answers and send them again."
)


@login_not_required
@require_http_methods(["GET", "POST"])
def report_check(request: HttpRequest) -> HttpResponse:
    """Check your answers, then send them; sent again, the same last page comes."""
    draft, done, key = Draft(request.session), drafts.done(request.session), request.POST.get("key")
    if not draft.exists or (key and key == done.get("key")):
        return redirect(DONE if done else START)
    if missing := draft.first_open():
        return ask_first(request, missing)
    if request.method == "GET":
        initial = {"key": draft.key, "seen": draft.edition}
        return _check_page(request, draft, SendForm(initial=initial))
    form = _send_form(draft)
    if key != draft.key or request.POST.get("seen", draft.edition) != draft.edition:
        form.add_error(None, "These are the answers we have now. Check them and send them again.")
    elif draft.age < settings.REPORT_LEAST_SECONDS:
        form.add_error(None, "That was very quick. Check your answers and send them again.")
    elif request.POST.get("leave_empty"):
        form.add_error(None, FILLED_IN)
    return _check_page(request, draft, form) if form.errors else _send(request, draft)


def _send_form(draft: Draft) -> SendForm:
    return SendForm({"key": draft.key, "seen": draft.edition})


def _check_page(request: HttpRequest, draft: Draft, form: SendForm) -> HttpResponse:
    parts = [_part(step, form, draft) for step, form in draft.forms.items()]
    last = reverse("triggers:report-step", args=[list(STEPS)[-1]])
    return render(
        request, "triggers/report_check.html", {"parts": parts, "form": form, "back": last}
    )


def _part(step: str, form: Question, draft: Draft) -> dict[str, object]:
    """The answers of one question page, without those that were left out."""
    answers = [(question, answer) for question, answer in shown(form) if answer]
    if step == FILES and (kept := workflow.draft_files(draft.key, None)):
        answers.append(("Files", names_of(kept)))
    return {
        "title": form.title,
        "answers": answers,
        "several": len(form.fields) > 1,
        "href": reverse("triggers:report-step", args=[step]),
    }


def _send(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Log the report, and lead to its reference and receipt."""
    entry, network = entry_of(draft.answers, same_as=draft.same_as), client_network(request)
    try:
        submission = workflow.submit_from(network, entry, idempotency_key=draft.key)
    except workflow.LimitReached:
        return _limit_page(request)
    report = submission.report
    if submission.differs:
        sent = draft.key
        draft.renew()
        workflow.carry_files(sent, to=draft.key, owner=None)
        form = _send_form(draft)
        form.add_error(None, SENT_BEFORE.format(report.reference))
        return _check_page(request, draft, form)
    draft.forget()
    drafts.remember_done(
        request.session,
        key=draft.key,
        reference=report.reference,
        due=day(report.assess_due_on),
        method=entry.contact.method,
        held=report.status == TriggerReport.Status.HELD,
    )
    return redirect(DONE)


def _limit_page(request: HttpRequest) -> HttpResponse:
    """429: the answers stay, the telephone number is shown, and when to try again."""
    now = clock.now()
    again = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    response = render(request, "triggers/report_limit.html", {"again": again}, status=429)
    response["Retry-After"] = str(int((again - now).total_seconds()) + 1)
    return response


@login_not_required
@require_safe
def report_done(request: HttpRequest) -> HttpResponse:
    """The reference; and for some minutes the receipt, which nothing else can ever show again."""
    done = drafts.done(request.session)
    if not done:
        return redirect(START)
    receipt = receipts.of_submission(done["key"]) if done["key"] else ""
    steps = documents.next_steps(due=done["due"], held=done.get("held", False))
    context = {"done": done, "receipt": receipt, "steps": steps}
    return render(
        request, "triggers/report_done.html", context | {"printable": pdf.has_libraries()}
    )


@login_not_required
@require_safe
def report_receipt(request: HttpRequest) -> HttpResponse:
    """The receipt on one page to print, for as long as it may be shown."""
    done = drafts.done(request.session)
    if not done.get("key"):
        return redirect(DONE if done else START)
    address = request.build_absolute_uri(reverse("triggers:report-status"))
    sheet = documents.receipt_sheet(
        receipts.of_submission(done["key"]),
        reference=done["reference"],
        steps=documents.next_steps(due=done["due"], held=done.get("held", False)),
        address=address,
    )
    return printed(request, sheet, back=DONE)
