"""One decision: read, written anew, put to the members, confirmed, noted, corrected."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actionplans import permissions as plan_permissions
from actionplans.forms.boards import CorrectionForm, VersionAnswerForm, VoteForm, WithdrawForm
from actionplans.forms.rulings import RulingForm
from actionplans.models import PlanVersion, Ruling
from actionplans.selectors import boards
from actionplans.views import board_tables
from carp.accounts.verdicts import Refused
from carp.council import packs
from carp.governance import permissions
from carp.governance import workflow as governance
from carp.governance.models import Decision
from carp.web.refusals import telling_refusals
from carp.web.requests import Request, posted
from triggers.forms.boards import ConsiderForm, DeliberationForm
from triggers.models import Referral

READ_WITH = ("group", "drafted_by", "confirmed_by", "meeting", "supersedes", "noted_in")


def decision_or_404(request: Request, code: str, key: int) -> Decision:
    """A board's decision, or its draft for whoever sits there; none about what is hidden."""
    permissions.can_read(request.user).require()
    known = boards.decisions_known_to(request.user, Decision.objects.all())
    return get_object_or_404(known.select_related(*READ_WITH), group__code=code, pk=key)


@require_safe
def decision_detail(request: Request, code: str, key: int) -> HttpResponseBase:
    """One decision with its reasons, its alternatives, its interests and how each one voted."""
    return _page(request, decision_or_404(request, code, key))


def _page(request: Request, decision: Decision, form: VoteForm | None = None) -> HttpResponseBase:
    user, record = request.user, boards.Record(decision)
    about, subject_url = boards.subject_of(decision, user)
    context: dict[str, Any] = {
        "group": decision.group,
        "decision": decision,
        "tag": board_tables.STATE_TAGS[Decision.State(decision.state)],
        "kind": packs.current().label("decision_kinds", decision.kind),
        "facts": board_tables.decision_facts(decision),
        "tasks": record.tasks,
        "subject_url": subject_url,
        "about": about,
        "corrected_by": record.corrected_by,
        "may_correct": permissions.can_correct(user, decision),
    }
    if decision.is_draft:
        context |= _draft_context(request, decision, form)
    elif decision.is_between_meetings and decision.noted_in is None and not decision.one_step:
        context["meetings"] = record.meetings
        context["may_run"] = permissions.can_run(user, decision.group)
    return render(request, "boards/decision_detail.html", context)


def _draft_context(request: Request, decision: Decision, form: VoteForm | None) -> dict[str, Any]:
    may_vote = permissions.can_vote(request.user, decision)
    own = governance.votes_of(decision).get(request.user.pk, "")
    initial = {"part": own, "edition": decision.edition}
    return {
        "follow_up": board_tables.follow_up_facts(decision),
        "may_revise": permissions.can_revise(request.user, decision),
        "may_confirm": permissions.can_confirm(request.user, decision),
        "may_vote": may_vote,
        "lacks": governance.would_be_confirmed(decision),
        "form": form or (VoteForm(initial=initial) if may_vote else None),
        "own_vote": own,
    }


@require_http_methods(["GET", "POST"])
def decision_change(request: Request, code: str, key: int) -> HttpResponseBase:
    """Write a draft anew."""
    decision = decision_or_404(request, code, key)
    permissions.can_run(request.user, decision.group).require()
    form = _form_of(decision, posted(request))
    if form.is_valid():
        try:
            _revise(request, decision, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            decision.refresh_from_db()
            form.meet(decision)
        else:
            messages.success(request, "The draft has been changed.")
            return redirect("boards:decision-detail", code, key)
    if form.is_bound:
        prefetch_related_objects([decision], "attendances__user")
    context = {
        "group": decision.group,
        "decision": decision,
        "form": form,
        "now": board_tables.decision_facts(decision) if form.is_bound else (),
    }
    return render(request, "boards/decision_change.html", context)


def _revise(request: Request, decision: Decision, form: Any) -> None:
    correcting = decision.supersedes_id is not None
    governance.revise(
        decision,
        by=request.user,
        kind=decision.kind if correcting else form.chosen_kind(),
        deliberation=form.deliberation(),
        follow_up=decision.follow_up if correcting else form.follow_up(),
        edition=form.cleaned_data["edition"],
    )


def _form_of(decision: Decision, data: Any) -> DeliberationForm:
    """The form that the draft was written with, filled from it."""
    if decision.supersedes_id is not None:
        return _correction_form(decision, data)
    if decision.subject_type == Referral._meta.label_lower:
        referral = Referral.objects.select_related("report", "group").get(pk=decision.subject_id)
        return ConsiderForm(data, group=decision.group, referral=referral, decision=decision)
    if decision.subject_type == PlanVersion._meta.label_lower:
        return _version_form(decision, data)
    raise Http404(decision.subject_type)


def _version_form(decision: Decision, data: Any) -> DeliberationForm:
    """An answer on what waits, or a ruling on what is in force."""
    version = PlanVersion.objects.select_related("plan").get(pk=decision.subject_id)
    given: dict[str, Any] = {"group": decision.group, "version": version, "decision": decision}
    if decision.kind in Ruling.Kind.values:
        kinds = plan_permissions.rulings_open_to(version, decision.group)
        return RulingForm(data, kinds=kinds, **given)
    return VersionAnswerForm(data, **given)


def _correction_form(decision: Decision, data: Any) -> CorrectionForm:
    barred: dict[int, str] = {}
    if decision.subject_type == PlanVersion._meta.label_lower:
        version = PlanVersion.objects.select_related("plan").get(pk=decision.subject_id)
        barred = plan_permissions.barred_from(version, decision.group)
    return CorrectionForm(
        data, group=decision.group, decision=decision, barred=barred, subject=decision.subject
    )


@require_http_methods(["GET", "POST"])
def decision_correct(request: Request, code: str, key: int) -> HttpResponseBase:
    """Draft what takes the place of a confirmed decision."""
    decision = decision_or_404(request, code, key)
    permissions.can_correct(request.user, decision).require()
    form = _correction_form(decision, posted(request))
    if form.is_valid():
        with form.showing_refusals():
            made = governance.correct(decision, by=request.user, deliberation=form.deliberation())
            messages.success(request, "The correction waits for another member to confirm it.")
            return redirect("boards:decision-detail", code, made.pk)
    context = {"group": decision.group, "decision": decision, "form": form}
    return render(request, "boards/decision_correct.html", context)


@require_http_methods(["GET", "POST"])
def decision_withdraw(request: Request, code: str, key: int) -> HttpResponseBase:
    """Put a draft aside."""
    decision = decision_or_404(request, code, key)
    permissions.can_run(request.user, decision.group).require()
    form = WithdrawForm(posted(request))
    if form.is_valid():
        with form.showing_refusals():
            governance.withdraw_draft(decision, by=request.user, **form.cleaned_data)
            messages.success(request, "The draft has been withdrawn.")
            return redirect("boards:board-detail", code)
    context = {"group": decision.group, "decision": decision, "form": form}
    return render(request, "boards/decision_withdraw.html", context)


@require_POST
def decision_confirm(request: Request, code: str, key: int) -> HttpResponseBase:
    """Confirm what was read: from now on it stands."""
    decision = decision_or_404(request, code, key)
    permissions.can_decide(request.user, decision.group).require()
    edition = _number(request, "edition") or 0  # whoever read none confirms none
    return _after(
        request,
        decision,
        lambda: governance.confirm(decision, by=request.user, edition=edition),
        "The decision is confirmed.",
    )


@require_POST
def decision_open(request: Request, code: str, key: int) -> HttpResponseBase:
    """Put an urgent draft to the members."""
    decision = decision_or_404(request, code, key)
    permissions.can_run(request.user, decision.group).require()
    return _after(
        request,
        decision,
        lambda: governance.put_to_members(decision, by=request.user),
        "The members have been asked to vote.",
    )


@require_POST
def decision_vote(request: Request, code: str, key: int) -> HttpResponseBase:
    """One member's own vote between meetings."""
    decision = decision_or_404(request, code, key)
    permissions.can_decide(request.user, decision.group).require()
    form = VoteForm(request.POST)
    if not form.is_valid():
        return _page(request, decision, form)
    return _after(
        request,
        decision,
        lambda: governance.vote(decision, by=request.user, **form.cleaned_data),
        "Your vote has been recorded.",
    )


@require_POST
def decision_note(request: Request, code: str, key: int) -> HttpResponseBase:
    """A meeting takes note of what was decided since the last one."""
    decision = decision_or_404(request, code, key)
    permissions.can_run(request.user, decision.group).require()
    meeting = get_object_or_404(decision.group.meetings, pk=_number(request, "meeting") or 0)
    return _after(
        request,
        decision,
        lambda: governance.note(decision, by=request.user, meeting=meeting),
        f"Noted at the meeting of {meeting.on.day} {meeting.on:%B %Y}.",
    )


def _number(request: Request, name: str) -> int | None:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _after(
    request: Request, decision: Decision, act: Callable[[], object], done: str
) -> HttpResponseBase:
    """Take a step of one button and say how it went."""
    with telling_refusals(request):
        act()
        messages.success(request, done)
    return redirect("boards:decision-detail", decision.group.code, decision.pk)
