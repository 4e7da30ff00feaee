"""What to do next with a report: one thing first, the rest as links."""

from dataclasses import dataclass, field

from django.urls import reverse

from carp import clock
from carp.accounts.models import User
from carp.web.formats import day
from triggers import permissions, selectors
from triggers.models import InformationRequest, Referral, TriggerReport
from triggers.whole import Whole

Status, State = TriggerReport.Status, Referral.State


@dataclass(frozen=True)
class Act:
    """A link; ``post`` is a button that does it at once."""

    text: str
    href: str
    post: bool = False


@dataclass(frozen=True)
class Guide:
    """What to do next, as one sentence and one act, and what else may be done."""

    sentence: str
    first: Act | None = None
    others: list[Act] = field(default_factory=list)
    title: str = "What to do next"


@dataclass(frozen=True)
class Standing:
    """What a report waits for."""

    report: TriggerReport
    has_draft: bool
    open_requests: list[InformationRequest]
    waiting: list[Referral]

    def href(self, name: str, *more: object) -> str:
        return reverse(f"triggers:{name}", args=[self.report.reference, *more])


OTHERS = {
    "set_aside": ("Set aside as not genuine", "triage-set-aside"),
    "assign": ("Assign to somebody", "triage-assign"),
    "ask_information": ("Ask for information", "triage-ask"),
    "add_task": ("Add a task", "triage-task"),
    "save_assessment": ("Assess the report", "assessment-edit"),
    "agree_outcome": ("Choose the outcome", "outcome-agree"),
    "redirect": ("Redirect to another service", "triage-redirect"),
    "hand_over": ("Hand over to safeguarding", "triage-handover"),
    "look_again": ("Look again", "triage-watch"),
    "close": ("Close the report", "triage-close"),
    "reopen": ("Reopen the report", "triage-reopen"),
}


ENDS = ("redirect", "close")


def guide(user: User, standing: Standing) -> Guide:
    """For whoever may work on the report; for others how it stands, and what is asked of them."""
    if not permissions.can_triage(user):
        return _for_a_reader(user, standing)
    sentence, first = FIRST[Status(standing.report.status)](standing)
    own = permissions.can_take_step(user, standing.report, "redirect")
    if standing.report.submitted_by_id == user.pk and not own:
        sentence, first = own.reason, None
    others = [
        Act(_words(step, text, standing), standing.href(name))
        for step, (text, name) in OTHERS.items()
        if permissions.can_take_step(user, standing.report, step)
        and not (step in ENDS and standing.waiting)
    ]
    if permissions.can_restrict(user, standing.report):
        others.append(Act("Restrict to named people", standing.href("triage-restrict")))
    return Guide(sentence, first, [act for act in others if not first or act.href != first.href])


def _for_a_reader(user: User, standing: Standing) -> Guide:
    asked = standing.waiting[0] if standing.waiting else None
    if asked is not None and permissions.can_record_action(user, asked):
        record = Act("Record what was done", standing.href("outcome-action", asked.pk))
        return Guide("You were asked to act at once. Record what was done.", record)
    if standing.report.status in permissions.ENDED:
        return Guide(_ended(standing)[0], title="How it stands")
    status = standing.report.get_status_display().lower()
    waits = _board_considers(asked) if asked and asked.group else f"The report is {status}."
    return Guide(waits, title="How it stands")


def _words(step: str, text: str, standing: Standing) -> str:
    if step == "save_assessment" and standing.report.assessed_at:
        return "Assess again"
    return "Assign to somebody else" if step == "assign" and standing.report.assigned_to else text


def _held(standing: Standing) -> tuple[str, Act | None]:
    sentence = (
        "More reports came from one network within an hour than usual, so this one is held. Read "
        "it: release it if it is genuine. Until then it counts nowhere and nobody is told of it."
    )
    return sentence, Act("Release this report", standing.href("triage-release"), post=True)


def _received(standing: Standing) -> tuple[str, Act | None]:
    due = day(standing.report.assess_due_on)
    sentence = f"Nobody works on this report yet. It is to be assessed by {due}."
    return sentence, Act("Take up this report", standing.href("triage-take-up"), post=True)


def _under_review(standing: Standing) -> tuple[str, Act | None]:
    verb = "Continue" if standing.has_draft else "Start"
    sentence = f"Assess the report by {day(standing.report.assess_due_on)}."
    return sentence, Act(f"{verb} the assessment", standing.href("assessment-edit"))


def _awaiting(standing: Standing) -> tuple[str, Act | None]:
    if not standing.open_requests:
        return _under_review(standing)
    asked = standing.open_requests[0]
    sentence = (
        f"You wait for information from {asked.asked_of}, asked for by {day(asked.due_on)}. "
        "You can assess the report without it."
    )
    return sentence, Act("Record the answer", standing.href("triage-answer", asked.pk))


def _assessed(standing: Standing) -> tuple[str, Act | None]:
    sentence = "The assessment is complete. Choose what should follow from it."
    return sentence, Act("Choose the outcome", standing.href("outcome-agree"))


def _agreed(standing: Standing) -> tuple[str, Act | None]:
    if not standing.waiting and standing.report.watch_until:
        return _watched(standing)
    if not standing.waiting:
        sentence = (
            "Everybody it was sent to has dealt with it. Close it when nothing is left to do."
        )
        return sentence, Act("Close the report", standing.href("triage-close"))
    first = standing.waiting[0]
    if first.group is None:
        sentence = "Service managers were asked to act at once. Record what was done."
        return sentence, Act("Record what was done", standing.href("outcome-action", first.pk))
    return f"{_board_considers(first)} There is nothing for you to do.", None


def _watched(standing: Standing) -> tuple[str, Act | None]:
    until = standing.report.watch_until
    up = until is not None and until <= clock.today()
    sentence = "The day has come to look again" if up else "Nothing more for now. Look again"
    return f"{sentence}: {day(until)}.", Act("Look again", standing.href("triage-watch"))


def _board_considers(referral: Referral) -> str:
    when = f"on {day(referral.meeting.on)}" if referral.meeting else "at its next meeting"
    return f"The {referral.group} considers this report {when}."


def _ended(standing: Standing) -> tuple[str, Act | None]:
    report = standing.report
    status, reason = report.get_status_display().lower(), selectors.end_reason(report).lower()
    return f"This report was {status} on {day(report.closed_at)}: {reason}.", None


FIRST = {
    Status.HELD: _held,
    Status.RECEIVED: _received,
    Status.UNDER_REVIEW: _under_review,
    Status.AWAITING_INFORMATION: _awaiting,
    Status.ASSESSED: _assessed,
    Status.OUTCOME_AGREED: _agreed,
    Status.REDIRECTED: _ended,
    Status.CLOSED: _ended,
}


def standing(whole: Whole) -> Standing:
    """How a report stands."""
    live = [each for each in whole.referrals if each.state in (State.RAISED, State.ON_AGENDA)]
    live.sort(key=lambda each: each.group is not None)  # what is asked at once comes first
    return Standing(whole.report, whole.has_draft, whole.unanswered, live)
