"""Who may do what to a report and its referrals, and which moves they may make now (domain 4.2)."""

from collections.abc import Iterable

from django.db.models import Q

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import ALLOWED, Verdict, refused
from carp.council import packs
from carp.governance import permissions as boards
from carp.governance.models import Group
from carp.web.formats import day
from triggers.models import (
    Assessment,
    ListChange,
    NamedPerson,
    QuarantinedText,
    Referral,
    ReportMessage,
    Restriction,
    SavedFilter,
    TriggerReport,
)

Status = TriggerReport.Status
State = Referral.State
Moves = dict[str, frozenset[str]]


def _stays(*statuses: str) -> Moves:
    return {status: frozenset({status}) for status in statuses}


def _leads(statuses: Iterable[str], *to: str) -> Moves:
    return {status: frozenset(to) for status in statuses}


BEFORE_OUTCOME = (
    Status.RECEIVED,
    Status.UNDER_REVIEW,
    Status.AWAITING_INFORMATION,
    Status.ASSESSED,
)
OPEN = (*BEFORE_OUTCOME, Status.OUTCOME_AGREED)
ENDED = (Status.REDIRECTED, Status.CLOSED)

# A step, where it may start, and where it may lead.
MOVES: dict[str, Moves] = {
    "release": _leads([Status.HELD], Status.RECEIVED),
    "set_aside": _leads([Status.HELD], Status.CLOSED),
    "take_up": _leads([Status.RECEIVED], Status.UNDER_REVIEW),
    "assign": _stays(*OPEN) | _leads([Status.RECEIVED], Status.UNDER_REVIEW),
    "ask_information": _stays(Status.ASSESSED, Status.OUTCOME_AGREED)
    | _leads([Status.UNDER_REVIEW, Status.AWAITING_INFORMATION], Status.AWAITING_INFORMATION),
    "answer_information": _stays(Status.UNDER_REVIEW, Status.ASSESSED, Status.OUTCOME_AGREED)
    | _leads([Status.AWAITING_INFORMATION], Status.AWAITING_INFORMATION, Status.UNDER_REVIEW),
    "save_assessment": _stays(*OPEN) | _leads([Status.RECEIVED], Status.UNDER_REVIEW),
    "complete_assessment": _leads(OPEN, Status.ASSESSED),
    "agree_outcome": _leads(
        [Status.ASSESSED], Status.OUTCOME_AGREED, Status.CLOSED, Status.REDIRECTED
    ),
    "redirect": _leads(OPEN, Status.REDIRECTED),
    "hand_over": _leads(OPEN, Status.REDIRECTED),
    "close": _leads([Status.OUTCOME_AGREED], Status.CLOSED),
    "look_again": _leads([Status.OUTCOME_AGREED], Status.OUTCOME_AGREED, Status.UNDER_REVIEW),
    "reopen": _leads(ENDED, Status.UNDER_REVIEW),
    "add_information": _stays(Status.HELD, *OPEN),
    "withdraw_report": _leads([Status.HELD, *OPEN], Status.CLOSED),
    "add_task": _stays(*OPEN),
    "end_task": _stays(*Status),
}
# Steps of whoever made the report, by their account or by their receipt.
BY_THE_REPORTER = frozenset({"add_information", "withdraw_report"})
REFERRAL_MOVES: dict[str, Moves] = {
    "place_on_agenda": _leads([State.RAISED, State.ON_AGENDA], State.ON_AGENDA),
    "consider": _leads(
        [State.RAISED, State.ON_AGENDA], State.CONSIDERED, State.RAISED, State.ON_AGENDA
    ),
    "record_action": _leads([State.RAISED], State.CONSIDERED),
    "withdraw": _leads([State.RAISED, State.ON_AGENDA], State.WITHDRAWN),
}
# Steps in which the person who reported it must leave the judgement to a colleague (quality S12).
# Handing over is not one of them: it protects a person, who must not wait for a colleague.
BY_A_COLLEAGUE = frozenset(
    {"take_up", "save_assessment", "complete_assessment", "agree_outcome", "redirect", "close"}
)
CANNOT = {
    "release": "is not held",
    "set_aside": "is not held",
    "take_up": "has already been taken up",
    "assign": "cannot be assigned any more",
    "ask_information": "cannot be asked about now",
    "answer_information": "does not wait for an answer",
    "save_assessment": "cannot be assessed any more",
    "complete_assessment": "cannot be assessed any more",
    "agree_outcome": "has its outcome already",
    "redirect": "cannot be redirected any more",
    "hand_over": "cannot be handed over any more",
    "close": "cannot be closed before its outcome is agreed",
    "look_again": "is not watched",
    "reopen": "is open",
    "add_information": "takes no more information",
    "withdraw_report": "cannot be withdrawn any more",
    "add_task": "takes no more tasks",
}
OVER = {
    "add_information": "Our work on this report is finished, so nothing can be added to it.",
    "withdraw_report": "Our work on this report is finished, so there is nothing to withdraw.",
}
BEING_ACTED_ON = "We are acting on this report already. Ring us if you want to withdraw it."
NOT_ASSESSED = "Complete the assessment before you choose an outcome."


def can_report(user: User) -> Verdict:
    """Raise a concern while signed in (policy 8.1); the public page asks nobody."""
    if user.may(Capability.TRIGGER_REPORT):
        return ALLOWED
    if user.agreement_has_ended:
        return _agreement_ended(user)
    return refused("Your role does not report concerns. Use the public page instead.")


def can_take_call(user: User) -> Verdict:
    """Write down what somebody reports by telephone: the council's own people (policy 8.1)."""
    if user.may(Capability.TRIGGER_TAKE_CALL):
        return ALLOWED
    return refused("Only the council's officers take down reports by telephone.")


def can_read_organisation(user: User) -> Verdict:
    """See what one's organisation has reported, as long as its agreement lasts (Walsall 3.5)."""
    if user.agreement_has_ended:
        return _agreement_ended(user)
    if not user.may(Capability.TRIGGER_READ_ORGANISATION):
        return refused("Only registered partners see the reports of their organisation.")
    if not user.shares_information:
        return refused(f"No information-sharing agreement covers you yet. {_whom_to_ask()}")
    return ALLOWED


def _agreement_ended(user: User) -> Verdict:
    """Access is over, and whom to ask for more."""
    organisation = user.organisation
    ended = day(organisation.agreement_ends_on) if organisation else ""
    return refused(
        f"The information-sharing agreement with {organisation} ended on {ended}, and with it your "
        f"access. {_whom_to_ask()}"
    )


def _whom_to_ask() -> str:
    council = packs.current().identity
    return f"Ask the {council.responsible_service}: {council.telephone} or {council.email}."


def can_read_queue(user: User) -> Verdict:
    """See the list of reports; which ones is decided by what is visible to the person."""
    if user.may(Capability.TRIGGER_READ) or user.may(Capability.TRIGGER_READ_REFERRED):
        return ALLOWED
    return refused("Only people who work on trigger reports can open this list.")


def can_read(user: User, report: TriggerReport) -> Verdict:
    """Read a report with its assessment: triage and audit all, boards what came to them.

    Whether it is there for them at all, restricted or handed over, is asked before: openable_by.
    """
    if user.may(Capability.TRIGGER_READ):
        return ALLOWED
    if user.may(Capability.TRIGGER_READ_REFERRED) and _concerns(user, report):
        return ALLOWED
    return refused("Only the nominated officers and those it was referred to can read this report.")


def _concerns(user: User, report: TriggerReport) -> bool:
    """It was sent to their board or to them, or names them on its list."""
    live = report.referrals.exclude(state=State.WITHDRAWN)
    seats = Group.objects.of_member(user, on=clock.today())
    if live.filter(Q(group__in=seats) | Q(service_managers=user)).exists():
        return True
    return NamedPerson.objects.naming(user).filter(restriction__report=report).exists()


def can_triage(user: User) -> Verdict:
    """Work on reports at all: the nominated officers (policy 8.2)."""
    if user.may(Capability.TRIGGER_TRIAGE):
        return ALLOWED
    return refused("Only a nominated officer can work on trigger reports.")


def can_add_file(user: User, report: TriggerReport) -> Verdict:
    """Add evidence that came by another way; also to a report that has ended (policy 8.5)."""
    return can_triage(user) and can_read(user, report)


def can_read_gatherings(user: User) -> Verdict:
    """See which reports add up: whoever reads all of them."""
    if user.may(Capability.TRIGGER_READ):
        return ALLOWED
    return refused("Only the nominated officers and the auditors see which reports add up.")


def can_move(report: TriggerReport, step: str, to: str = "") -> Verdict:
    """Whether the table lets the step start here, and lead there."""
    reached = MOVES[step].get(report.status, frozenset())
    if reached and (not to or to in reached):
        return ALLOWED
    if step == "agree_outcome" and report.status in BEFORE_OUTCOME:
        return refused(NOT_ASSESSED)
    status = report.get_status_display().lower()
    return refused(f"This report {CANNOT[step]}: it is {status}.")


def can_take_step(user: User, report: TriggerReport, step: str) -> Verdict:
    """May this person take this step with this report now?"""
    if not (triage := can_triage(user)):
        return triage
    if step in BY_A_COLLEAGUE and report.submitted_by_id == user.pk:
        return refused("You reported this concern, so another nominated officer must judge it.")
    if step == "look_again" and report.watch_until is None:
        return refused("Nobody watches this report.")
    return can_move(report, step)


def can_assess(user: User, report: TriggerReport) -> Verdict:
    """Write or renew an assessment; nobody assesses their own report (policy 9.1, quality S12)."""
    return can_take_step(user, report, "save_assessment")


def can_agree_outcome(user: User, report: TriggerReport) -> Verdict:
    """Choose what follows, once the assessment is complete (policy 8.3)."""
    verdict = can_take_step(user, report, "agree_outcome")
    made = report.assessments.all() if verdict else ()
    if verdict and all(each.state != Assessment.State.COMPLETED for each in made):
        return refused(NOT_ASSESSED)
    return verdict


def can_take_part(by: User | None, report: TriggerReport, step: str) -> Verdict:
    """Add to a report or withdraw it: whoever made it. None stands for the holder of its receipt.

    What is before a board, or asked of a service manager, is not withdrawn under them.
    """
    if report.submitted_by_id != (by.pk if by else None):
        return refused("Only whoever made this report can do that.")
    if not MOVES[step].get(report.status):
        return refused(OVER[step])
    if step == "withdraw_report" and report.referrals.waiting().exists():
        return refused(BEING_ACTED_ON)
    return ALLOWED


def can_converse(user: User, report: TriggerReport) -> Verdict:
    """Read and answer what the reporter writes, and keep private notes; not on one's own report."""
    if report.submitted_by_id == user.pk:
        return refused("You reported this concern, so another nominated officer answers it.")
    return can_triage(user)


def can_withdraw_message(user: User, message: ReportMessage) -> Verdict:
    """Take back what an officer wrote by mistake; what the reporter wrote stays."""
    if message.from_reporter:
        return refused("What the reporter wrote stays as it is.")
    if message.withdrawn_at is not None:
        return refused("This was withdrawn already.")
    return can_converse(user, message.report)


def can_reissue_receipt(user: User, report: TriggerReport) -> Verdict:
    """Give a new receipt to somebody who lost theirs; whoever has an account needs none."""
    if not (triage := can_triage(user)):
        return triage
    if report.submitted_by_id is not None:
        return refused("Whoever made this report has an account, and needs no receipt.")
    return ALLOWED


def can_be_assigned(person: User, report: TriggerReport) -> Verdict:
    """Who can be given a report to work on."""
    if report.submitted_by_id == person.pk:
        return refused(f"{person} reported this concern, so somebody else must judge it.")
    return can_be_given_tasks(person, report)


def may_find(person: User, report: TriggerReport) -> bool:
    """Whether a restriction, if there is one, names this person."""
    return not Restriction.objects.hiding_from(person).filter(report=report).exists()


def can_restrict(user: User, report: TriggerReport) -> Verdict:
    """Hide a report from all but named people; at once, at any time (quality T9)."""
    if not (triage := can_triage(user)):
        return triage
    if Restriction.objects.hold(report):
        return refused("This report is restricted already. Change its list instead.")
    return ALLOWED


def can_change_list(user: User, restriction: Restriction) -> Verdict:
    """Propose a change of the list: a nominated officer whom it names."""
    if not (triage := can_triage(user)):
        return triage
    if restriction.lifted_at is not None:
        return refused("This restriction was lifted.")
    if not restriction.named.filter(user=user).exists():
        return refused("Only somebody whom the list names can change it.")
    return ALLOWED


def can_decide_change(user: User, change: ListChange, *, confirm: bool) -> Verdict:
    """Confirm a proposed change: another nominated officer on the list (quality section 4).

    Whoever proposed it may take it back.
    """
    if not (verdict := can_change_list(user, change.restriction)):
        return verdict
    if change.state != ListChange.State.PROPOSED:
        return refused("This change was decided already.")
    if confirm and change.proposed_by_id == user.pk:
        return refused("Another nominated officer on the list must confirm what you proposed.")
    return ALLOWED


def can_receive_handovers(user: User) -> Verdict:
    """Read what was quarantined for safeguarding, and nobody else, administrators included."""
    if user.may(Capability.SAFEGUARDING_RECEIVE):
        return ALLOWED
    return refused("Only a safeguarding lead can open handovers.")


def can_confirm_handover(user: User, handover: QuarantinedText) -> Verdict:
    """Say that safeguarding has it, so that the text is erased here (scenario O3)."""
    if not (verdict := can_receive_handovers(user)):
        return verdict
    if handover.confirmed_at is not None:
        return refused("This handover was confirmed already.")
    if handover.quarantined_by_id == user.pk:
        return refused("You handed this over yourself, so another safeguarding lead must confirm.")
    return ALLOWED


def can_be_given_tasks(person: User, report: TriggerReport) -> Verdict:
    """Who can be asked to do something for a report: an officer who finds it."""
    if not person.may(Capability.TRIGGER_TRIAGE):
        return refused(f"{person} is not a nominated officer.")
    if not may_find(person, report):
        return refused(f"{person} is not named on this restricted report.")
    return ALLOWED


def can_change_filter(user: User, saved: SavedFilter) -> Verdict:
    """A saved filter is its owner's alone."""
    if saved.owner_id == user.pk:
        return ALLOWED
    return refused("Only who saved a filter can change it.")


def can_reveal_contact(user: User, report: TriggerReport) -> Verdict:
    """See who reported and how to reach them; each time it is logged."""
    if user.may(Capability.CONTACT_REVEAL):
        return can_read(user, report)
    return refused("Only a nominated officer can see who reported a concern.")


def can_move_referral(referral: Referral, step: str, to: str = "") -> Verdict:
    reached = REFERRAL_MOVES[step].get(referral.state, frozenset())
    if reached and (not to or to in reached):
        return ALLOWED
    return refused(f"This referral is {referral.get_state_display().lower()}: nothing waits here.")


def can_place_on_agenda(user: User, referral: Referral) -> Verdict:
    """Put a referral before its board."""
    if (group := referral.group) is None:
        return refused("This referral was not sent to a board.")
    return boards.can_run(user, group) and can_move_referral(referral, "place_on_agenda")


def can_consider(user: User, referral: Referral) -> Verdict:
    """Record what the board decided on a referral, without an interest in it (policy 8.4)."""
    if (group := referral.group) is None:
        return refused("This referral was not sent to a board.")
    return boards.can_record(user, group, referral) and can_move_referral(referral, "consider")


def can_record_action(user: User, referral: Referral) -> Verdict:
    """Say what was done at once: a named service manager or a nominated officer (policy 7.5)."""
    if referral.group is not None:
        return refused("This referral waits for a board.")
    if not can_triage(user) and user not in referral.service_managers.all():
        return refused("Only the service managers it names can record what was done.")
    return can_move_referral(referral, "record_action")


def can_withdraw(user: User, referral: Referral) -> Verdict:
    """Take a referral back before it is considered."""
    return can_triage(user) and can_move_referral(referral, "withdraw")
