"""What follows an assessment: routes, referrals, the register, the end of a report (policy 8.3)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import NotReady, Refused
from carp.audit import trail
from carp.council import packs
from carp.council.pack import Pack
from carp.council.shapes import Route
from carp.governance import workflow as governance
from carp.governance.models import Group
from register import workflow as register
from register.models import Community
from triggers import notices, permissions
from triggers.models import Assessment, Referral, TriggerReport
from triggers.workflow.due import DUE_FIELDS, promise_anew
from triggers.workflow.steps import (
    END_FIELDS,
    begin,
    end,
    locked,
    locked_referral,
    move,
    record,
    require_sound,
    require_text,
)

Status = TriggerReport.Status
State = Referral.State
HAND_OVER = "A report about one person is handed over to safeguarding on a page of its own."
ENDS = {"close": Status.CLOSED, "redirect": Status.REDIRECTED}


@dataclass(frozen=True)
class OutcomeChoice:
    """What the nominated officer chose; routes and reasons for an end are codes of the pack."""

    routes: Collection[str]
    reasons: str = ""
    community: Community | None = None
    create: register.CommunityDetails | None = None
    service_managers: Collection[User] = ()
    watch_until: date | None = None
    redirect_reason: str = ""
    close_reason: str = ""
    feedback: str = ""

    def chosen(self, pack: Pack) -> list[Route]:
        """The routes in the pack's order; a code that it does not know is left out."""
        return [route for route in pack.routes if route.code in self.routes]


@transaction.atomic
def agree_outcome(report: TriggerReport, *, by: User, choice: OutcomeChoice) -> list[Referral]:
    """Send an assessed report on one or more routes; each becomes a referral (policy 8.3).

    Its community is entered on the register or linked in the same step, without typing again
    (policy 6.3). A route on which the report waits already is left as it is.
    """
    report = locked(report)
    permissions.can_triage(by).require()
    if not (verdict := permissions.can_agree_outcome(by, report)):
        raise NotReady({"routes": verdict.reason})
    assessment = report.assessments.get(state=Assessment.State.COMPLETED)
    require_sound(outcome_faults(report, assessment, choice))
    routes = choice.chosen(packs.current())
    if routes[0].kind in ENDS:
        _require_none_waits(report)
    referrals = [_refer(assessment, route, by=by, choice=choice) for route in routes]
    # After the referrals: from its own audit row on we wait for no other row.
    _set_community(report, by=by, choice=choice)
    report.feedback = choice.feedback or report.feedback
    if any(route.kind == "watch" for route in routes):
        report.watch_until = choice.watch_until
    before = _end_or_go_on(report, routes[0], by=by, choice=choice)
    if choice.feedback:
        notices.tell_reporter(report)
    after = {
        "routes": [route.code for route in routes],
        "suggested_routes": assessment.suggested_routes,
        "referrals": [referral.pk for referral in referrals],
        "community": report.community and report.community.reference,
        "close_reason": report.close_reason,
    }
    record("agree_outcome", report, by=by, before=before, after=after, reason=choice.reasons)
    return referrals


def outcome_faults(
    report: TriggerReport, assessment: Assessment, choice: OutcomeChoice
) -> dict[str, str]:
    """Everything that a choice lacks, a sentence for each field of the form."""
    pack = packs.current()
    routes = choice.chosen(pack)
    if not routes:
        return {"routes": "Choose at least one route."}
    found = {}
    alone = [route.label for route in routes if route.kind in ENDS]
    if alone and len(routes) > 1:
        found["routes"] = f"“{alone[0]}” ends the report: it cannot be chosen with another route."
    if not choice.reasons.strip() and (why := reason_needed(pack, assessment, routes)):
        found["reasons"] = why
    for route in routes:
        found |= FAULTS_OF.get(route.kind, _no_faults)(report, choice)
    return found | _community_faults(choice)


def reason_needed(pack: Pack, assessment: Assessment, routes: Collection[Route]) -> str:
    """Why the choice must be explained; "" when it follows the suggestion.

    A suggested board or action may not be left out; of milder suggestions one is enough.
    """
    suggested = [pack.item("routes", code) for code in assessment.suggested_routes]
    added = [route.label for route in routes if route not in suggested]
    left_out = [each.label for each in suggested if each.makes_referral and each not in routes]
    if added:
        return f"Say why: “{added[0]}” was not suggested."
    if left_out:
        return f"Say why: “{left_out[0]}” was suggested and you did not choose it."
    needing = [route.label for route in routes if route.needs_reason]
    return f"Say why you chose “{needing[0]}”." if needing else ""


def _no_faults(_report: TriggerReport, _choice: OutcomeChoice) -> dict[str, str]:
    return {}


def _board_faults(report: TriggerReport, choice: OutcomeChoice) -> dict[str, str]:
    if choice.community or choice.create or report.community_id:
        return {}
    return {"community": "Link a community or enter a new one: the board decides about it."}


def _manager_faults(report: TriggerReport, choice: OutcomeChoice) -> dict[str, str]:
    if not choice.service_managers:
        return {"service_managers": "Name at least one service manager."}
    for manager in choice.service_managers:
        if not manager.may(Capability.TRIGGER_READ_REFERRED):
            return {"service_managers": f"{manager} cannot open reports that are sent to them."}
        if not permissions.may_find(manager, report):
            return {"service_managers": f"{manager} is not named on this restricted report."}
    return {}


def _link_faults(report: TriggerReport, choice: OutcomeChoice) -> dict[str, str]:
    if choice.community or (report.community_id and not choice.create):
        return {}
    return {"community": "Choose the community that it belongs to."}


def _watch_faults(_report: TriggerReport, choice: OutcomeChoice) -> dict[str, str]:
    if choice.watch_until is None:
        return {"watch_until": "Enter the day on which to look again."}
    if choice.watch_until <= clock.today():
        return {"watch_until": "The day on which to look again must be in the future."}
    return {}


def _close_faults(_report: TriggerReport, choice: OutcomeChoice) -> dict[str, str]:
    return _end_faults("close_reason", choice.close_reason, choice.feedback)


def _redirect_faults(_report: TriggerReport, choice: OutcomeChoice) -> dict[str, str]:
    return _end_faults("redirect_reason", choice.redirect_reason, choice.feedback)


FAULTS_OF = {
    "refer": _board_faults,
    "act": _manager_faults,
    "link": _link_faults,
    "watch": _watch_faults,
    "close": _close_faults,
    "redirect": _redirect_faults,
}
REASONS_OF = {"close_reason": "closure_reasons", "redirect_reason": "redirect_reasons"}


def _end_faults(field: str, code: str, feedback: str) -> dict[str, str]:
    """The end of a report has a reason of the pack, and its reporter is told (domain 4.2)."""
    found = {}
    reason = packs.current().items(REASONS_OF[field]).get(code)
    if reason is None:
        found[field] = "Choose a reason."
    elif getattr(reason, "individual", False):
        found[field] = HAND_OVER
    if not feedback.strip():
        found["feedback"] = "Write what the reporter is told."
    return found


def _community_faults(choice: OutcomeChoice) -> dict[str, str]:
    if choice.community and choice.create:
        return {"community": "Either link a community or enter a new one."}
    if choice.community and choice.community.status == Community.Status.CLOSED:
        return {"community": f"{choice.community} is closed. Identify it again first."}
    return register.faults(choice.create) if choice.create else {}


def _set_community(report: TriggerReport, *, by: User, choice: OutcomeChoice) -> None:
    if choice.create:
        report.community = register.create_community(by=by, details=choice.create)
    elif choice.community:
        report.community = choice.community


def _refer(assessment: Assessment, route: Route, *, by: User, choice: OutcomeChoice) -> Referral:
    """The referral of one route: a board's goes on its next agenda if a meeting is planned."""
    waiting = Referral.objects.waiting().filter(report=assessment.report, route=route.code).first()
    if waiting is not None:
        return _bring_up_to_date(waiting, assessment, choice)
    referral = Referral(
        report=assessment.report,
        assessment=assessment,
        route=route.code,
        reason=choice.reasons,
        raised_by=by,
        state=State.RAISED if route.makes_referral else State.CONSIDERED,
        watch_until=choice.watch_until if route.kind == "watch" else None,
    )
    if route.kind == "refer":
        send_to_group(referral, route)
    referral.save(force_insert=True)
    if route.kind == "refer":
        list_before_group(referral)
        notices.tell_board(referral)
    if route.kind == "act":
        referral.service_managers.set(choice.service_managers)
        notices.tell_service_managers(referral)
    return referral


def _bring_up_to_date(
    referral: Referral, assessment: Assessment, choice: OutcomeChoice
) -> Referral:
    """Whoever still waits to consider it reads the newest assessment, and hears of it."""
    referral.assessment, referral.reason = assessment, choice.reasons or referral.reason
    referral.save(update_fields=("assessment", "reason"))
    about = f"assessment:{assessment.pk}"
    if referral.group is not None:
        notices.tell_board(referral, about=about)
    if choice.service_managers:
        referral.service_managers.add(*choice.service_managers)
        notices.tell_service_managers(referral, about=about)
    return referral


def send_to_group(referral: Referral, route: Route) -> None:
    """Address a new referral to the route's group and its next planned meeting."""
    group = Group.objects.get(code=route.group)
    meeting = governance.hold_next(group)
    referral.group, referral.meeting = group, meeting
    referral.state = State.ON_AGENDA if meeting else State.RAISED


def list_before_group(referral: Referral) -> None:
    """A new referral stands on the agenda of the meeting to which it was addressed."""
    if referral.meeting is not None:
        title, by = referral.report.reference, referral.raised_by
        governance.list_item(referral.meeting, referral, title=title, by=by)


def _end_or_go_on(
    report: TriggerReport, route: Route, *, by: User, choice: OutcomeChoice
) -> dict[str, str]:
    """An ending route ends the report now; any other leaves it with those it was sent to."""
    status = ENDS.get(route.kind, Status.OUTCOME_AGREED)
    if status != Status.OUTCOME_AGREED:
        end(report, by=by, reason=choice.close_reason or choice.redirect_reason)
    return move(report, "agree_outcome", status, "community", "feedback", *END_FIELDS)


@transaction.atomic
def close(report: TriggerReport, *, by: User, reason: str, feedback: str) -> TriggerReport:
    """Close a report whose outcome is agreed and done with; its reporter is told (domain 4.2)."""
    return _finish(report, "close", by=by, ended={"close_reason": reason}, feedback=feedback)


@transaction.atomic
def redirect(report: TriggerReport, *, by: User, reason: str, feedback: str) -> TriggerReport:
    """Show a report the right door; possible at any time, assessed or not (domain 4.2)."""
    return _finish(report, "redirect", by=by, ended={"redirect_reason": reason}, feedback=feedback)


def _finish(
    report: TriggerReport, step: str, *, by: User, ended: dict[str, str], feedback: str
) -> TriggerReport:
    report = begin(report, step, by=by)
    ((field, code),) = ended.items()
    require_sound(_end_faults(field, code, feedback))
    _require_none_waits(report)
    end(report, by=by, reason=code)
    report.feedback = feedback
    before = move(report, step, ENDS[step], "feedback", *END_FIELDS)
    notices.tell_reporter(report)
    record(step, report, by=by, before=before, after={"close_reason": code})
    return report


def _require_none_waits(report: TriggerReport) -> None:
    """A report does not end under a board that has it before it."""
    if waiting := report.referrals.waiting().first():
        label = packs.current().label("routes", waiting.route)
        raise Refused(f"“{label}” still waits. Let it be considered, or withdraw it first.")


@transaction.atomic
def reopen(report: TriggerReport, *, by: User, reason: str) -> TriggerReport:
    """Take an ended report up again, to be assessed by another day (domain 4.2).

    What was decided about it and the day promised before stay on record.
    """
    report = begin(report, "reopen", by=by)
    require_text("reason", reason, "Say why it is reopened.")
    ended = {"close_reason": report.close_reason, "closed_at": report.closed_at}
    report.closed_at, report.closed_by, report.close_reason = None, None, ""
    report.assigned_to = report.assigned_to or by
    if report.held_at and not report.released_at:  # set aside, and found genuine after all
        report.released_at, report.released_by = clock.now(), by
    ended |= promise_anew(report)
    changed = ("assigned_to", "released_at", "released_by", *END_FIELDS, *DUE_FIELDS)
    before = move(report, "reopen", Status.UNDER_REVIEW, *changed)
    after = {"assess_due_on": report.assess_due_on}
    record("reopen", report, by=by, before=before | ended, after=after, reason=reason)
    return report


@transaction.atomic
def record_action(referral: Referral, *, by: User, done: str) -> Referral:
    """Say what service managers did at once (policy 7.5, 8.3)."""
    referral = locked_referral(referral)
    permissions.can_record_action(by, referral).require()
    require_text("done", done, "Say what was done.")
    referral.done = done
    return _move_referral(referral, "record_action", State.CONSIDERED, by=by, reason="")


@transaction.atomic
def withdraw(referral: Referral, *, by: User, reason: str) -> Referral:
    """Take a referral back before anybody has considered it."""
    referral = locked_referral(referral)
    permissions.can_withdraw(by, referral).require()
    require_text("reason", reason, "Say why it is withdrawn.")
    return _move_referral(referral, "withdraw", State.WITHDRAWN, by=by, reason=reason)


def _move_referral(referral: Referral, step: str, to: str, *, by: User, reason: str) -> Referral:
    permissions.can_move_referral(referral, step, to).require()
    before, referral.state = referral.state, to
    referral.save(update_fields=("state", "done"))
    triage = by.may(Capability.TRIGGER_TRIAGE)
    trail.record(
        f"triggers.{step}",
        referral,
        by=by,
        capability=Capability.TRIGGER_TRIAGE if triage else Capability.TRIGGER_READ_REFERRED,
        before={"state": before},
        after={"state": to, "route": referral.route},
        reason=reason,
        erasable=True,
    )
    return referral
