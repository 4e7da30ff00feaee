"""The tables of the boards' pages, which are also their CSV files."""

from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse

from actionplans.filters import MEETING_COLOURS
from actionplans.models import PlanVersion
from actionplans.selectors import PREPARE, boards, cadence
from actionplans.selectors.board import Board
from actionplans.selectors.cadence import Due
from actionplans.views.table import Table
from carp import clock
from carp.council import packs
from carp.council.matrix import Rating
from carp.governance.exemption import named
from carp.governance.models import Attendance, Decision, DelegatedTask, Group, Meeting
from carp.web.formats import day
from carp.web.tables import Column, Link, Tag
from triggers import selectors as reports
from triggers.models import Referral
from triggers.workflow import task_of

QUORUM, SITTING = Column("Quorum", numeric=True), Column("Members", numeric=True)


def card_table(cards: Iterable[boards.BoardCard]) -> Table:
    """Boards, each with what waits for it."""
    head = (
        "Board",
        "Next meeting",
        "Due",
        Column("Reports waiting", numeric=True),
        Column("Plans waiting", numeric=True),
        Column("Tasks overdue", numeric=True),
    )
    rows = [
        (
            Link(card.group.name, reverse("boards:board-detail", args=(card.group.code,))),
            day(card.next_on) or "None planned",
            due_cell(card.due),
            card.referrals,
            card.versions,
            card.overdue,
        )
        for card in cards
    ]
    return Table("Other boards", head, rows)


def member_table(board: Board) -> Table:
    head = ("Name", "Post", "Seat", "From", "Until")
    rows = [
        (
            seat.user.name,
            seat.user.post,
            seat.get_seat_display(),
            day(seat.starts_on),
            day(seat.ends_on) or "No end set",
        )
        for seat in board.members
    ]
    return Table("Members in term", head, rows)


def due_cell(due: Due) -> str | Tag:
    """Between which days a group is due to meet; overdue in a word."""
    return Tag(f"Overdue since {day(due.latest)}", "red") if due.is_overdue else str(due)


def group_table() -> Table:
    """Every standing group as it is kept."""
    groups = list(Group.objects.standing(on=clock.today()).select_related("parent"))
    due, seats = cadence.dues(groups), boards.officers(groups)
    head = ("Group", "Kind", "Answers to", "Chair", "Secretary", "Meets", "Due", QUORUM, SITTING)
    rows = [
        (
            Link(group.name, reverse("boards:seat-list", args=(group.code,))),
            group.kind.replace("_", " ").capitalize(),
            group.parent.name if group.parent else "",
            ", ".join(seats[group.pk]["chair"]),
            ", ".join(seats[group.pk]["secretary"]),
            cadence.words(group),
            due_cell(due[group.pk]),
            group.quorum,
            len({*seats[group.pk]["chair"], *seats[group.pk]["member"]}),
        )
        for group in groups
    ]
    return Table("Groups", head, rows)


def meeting_table(board: Board) -> Table:
    rows = [
        (
            Link(day(one.on), reverse("boards:meeting-detail", args=(board.group.code, one.pk))),
            one.place,
            Tag(one.get_state_display(), MEETING_COLOURS[Meeting.State(one.state)]),
        )
        for one in board.meetings
    ]
    return Table("Meetings", ("Date", "Place", "State"), rows)


def task_table(board: Board) -> Table:
    head = ("Task", "Owner", "Due", "State")
    rows = [(*_task(task), task_tag(task)) for task in board.tasks]
    return Table("Delegated tasks", head, rows)


def _task(task: DelegatedTask) -> tuple[Any, ...]:
    plan = getattr(task, "plan", None) if getattr(task, "plan_opens", False) else None
    title = task.title if plan is None else Link(f"{task.title} ({plan.reference})", plan_url(task))
    return title, task.owner.name, day(task.due_on)


def plan_url(task: DelegatedTask) -> str:
    """Where the plan that a task asks for is, or is begun; "" for another task."""
    plan = getattr(task, "plan", None)
    if plan is not None:
        return reverse("actionplans:plan-detail", args=(plan.reference,))
    return f"{reverse('actionplans:plan-new')}?task={task.pk}" if task.kind == PREPARE else ""


def task_tag(task: DelegatedTask) -> Tag:
    """Overdue from the day after it was due."""
    if task.is_overdue(on=clock.today()):
        return Tag("Overdue", "red")
    return Tag("Open", "blue") if task.completed_at is None else Tag("Done", "green")


def referral_table(board: Board) -> Table:
    """Reports that wait for a board, each with its assessment and its agenda."""
    head = ("Report", "Community or place", "Risk", "Raised", "Agenda")
    return Table(
        "Reports that wait", head, [_referral(board.group, one) for one in board.referrals]
    )


def _referral(group: Group, referral: Referral) -> tuple[Any, ...]:
    report = referral.report
    decide = reverse("boards:referral-decide", args=(group.code, referral.pk))
    return (
        Link(report.reference, decide),
        place_of(referral),
        band(referral),
        day(referral.raised_at),
        _agenda(referral.meeting),
    )


def _agenda(meeting: Meeting | None) -> str:
    """Before which meeting it comes; one that is over and left it undecided is none."""
    if meeting is None:
        return "Not yet"
    return day(meeting.on) if meeting.is_to_come else f"Not decided on {day(meeting.on)}"


def place_of(referral: Referral) -> str:
    """The community, else where the reporter said it was."""
    report = referral.report
    return str(report.community or report.area or report.where or "A group of people")


def report_facts(referral: Referral) -> list[tuple[str, Any]]:
    """What was reported, for a board: without the reporter, and without what was left open."""
    report = referral.report
    facts = [
        ("Concern", report.what),
        *reports.facts(report),
        ("How it is known", "\n".join(reports.sources(report))),
        ("A figure before and now", reports.figure(report)),
    ]
    return [(term, value) for term, value in facts if value]


def assessment_facts(rated: reports.RatedAssessment) -> list[tuple[str, Any]]:
    assessment = rated.assessment
    facts = [
        ("Risk now", f"{rated.band} ({assessment.score})"),
        ("Risk if nothing is done", f"{rated.no_action_band} ({assessment.no_action_score})"),
        ("Target after what is planned", _target(rated)),
        ("What works already", assessment.what_works),
        ("What is not known", assessment.gaps),
        ("Confidence", assessment.confidence.capitalize()),
        ("Assessed by", f"{assessment.assessor} on {day(assessment.completed_at)}"),
    ]
    return [(term, value) for term, value in facts if value]


def _target(rated: reports.RatedAssessment) -> str:
    return rated.target_band and f"{rated.target_band} ({rated.assessment.target_score})"


def risk_table(rated: reports.RatedAssessment) -> Table:
    """The risks of an assessment; likelihood, impacts and scores on the matrix of its day."""
    head = (
        "Risk",
        "Likelihood",
        "Impact on people",
        "Impact on community",
        "Now",
        "No action",
        "Target",
    )
    likelihoods = dict(rated.matrix.likelihood_choices())
    impacts = dict(rated.matrix.impact_choices())
    rows = [
        (
            each.line.description,
            likelihoods.get(each.line.likelihood or 0),
            impacts.get(each.line.impact_people or 0),
            impacts.get(each.line.impact_community or 0),
            _rating(each.now),
            _rating(each.no_action),
            _rating(each.target),
        )
        for each in rated.lines
    ]
    return Table("Risks", head, rows)


def _rating(rating: Rating | None) -> str:
    return "" if rating is None else f"{rating.band.word} ({rating.score})"


def band(referral: Referral) -> str:
    """The word of the assessment with its score, as it was on the matrix of its day."""
    assessment = referral.assessment
    matrix = packs.of(assessment.council_pack_id).matrix(assessment.matrix)
    return f"{matrix.band(assessment.band).word} ({assessment.score})"


STATE_TAGS = {
    Decision.State.DRAFT: Tag("Draft", "yellow"),
    Decision.State.CONFIRMED: Tag("Confirmed", "green"),
    Decision.State.SUPERSEDED: Tag("Superseded", "grey"),
    Decision.State.WITHDRAWN: Tag("Withdrawn draft", "grey"),
}
PARTS = {
    Attendance.Part.FOR: "For",
    Attendance.Part.AGAINST: "Against",
    Attendance.Part.ABSTAIN: "Abstained",
    Attendance.Part.PRESENT: "Present and decided",
    Attendance.Part.RECUSED: "Left the room",
}


def decision_facts(decision: Decision) -> list[tuple[str, str]]:
    """A decision as the record of it must read (Openness Regulations 2014, regulation 7)."""
    votes = boards.votes(decision)
    facts = [
        ("Reasons", decision.reasons),
        ("Alternatives considered and rejected", decision.alternatives),
        ("Interests declared", decision.conflicts),
        *((label, "\n".join(votes.get(part, ()))) for part, label in PARTS.items()),
        ("Casting vote", "For, as the votes were equal" if decision.casting_vote else ""),
        ("Quorum in force", str(decision.quorum)),
        ("Meeting", day(decision.meeting.on) if decision.meeting else "Between meetings"),
        ("Why it was urgent", decision.urgency),
        ("Decided on", "" if _is_open(decision) else day(decision.decided_on)),
        ("Publication", publication(decision)),
        ("Drafted by", f"{decision.drafted_by} on {day(decision.drafted_at)}"),
        ("Confirmed by", _confirmed(decision)),
        ("Noted at the meeting of", day(decision.noted_in.on) if decision.noted_in else ""),
        ("Corrects an earlier decision because", decision.correction),
    ]
    return [(term, value) for term, value in facts if value]


def _is_open(decision: Decision) -> bool:
    return decision.is_draft and decision.is_between_meetings


def _confirmed(decision: Decision) -> str:
    if decision.confirmed_by is None:
        return "Recorded in one step" if decision.one_step else ""
    return f"{decision.confirmed_by} on {day(decision.confirmed_at)}"


def publication(decision: Decision) -> str:
    """Whether the public reads it, and if not, under which paragraph and why."""
    if decision.exempt_paragraph is None:
        return "Public, unless the report that it is about is restricted"
    return f"Exempt. {named(decision.exempt_paragraph)}. {decision.public_interest}"


def follow_up_facts(decision: Decision) -> list[tuple[str, str]]:
    """What the confirmation of a draft will set going."""
    task, asked = task_of(decision), decision.follow_up
    facts = [
        ("Answer on the content", asked.get("content_hash", "")[:12]),
        ("Task for", task.owner.name if task else ""),
        ("To do", task.title if task else ""),
        ("By", day(task.due_on) if task else ""),
        ("Escalated to", packs.current().label("routes", asked.get("onward") or "")),
    ]
    return [(term, value) for term, value in facts if value]


def version_table(board: Board) -> Table:
    """Plan versions that wait for a board."""
    head = ("Plan", "Version", "Community", "Lead officer", "Submitted")
    rows = [
        (
            Link(
                f"{version.plan.title} ({version.plan.reference})", decide_url(board.group, version)
            ),
            version.number,
            version.plan.community.name,
            version.plan.lead.name,
            day(version.submitted_at),
        )
        for version in board.versions
    ]
    return Table("Plans that wait", head, rows)


def decide_url(group: Group, version: PlanVersion) -> str:
    where = (group.code, version.plan.reference, version.number)
    return reverse("boards:version-decide", args=where)


def draft_table(board: Board) -> Table:
    """Decisions that wait to be confirmed, or to be voted on."""
    label = packs.current().label
    rows = [
        (
            Link(
                f"{label('decision_kinds', one.kind)}: {one.subject_name}",
                reverse("boards:decision-detail", args=(board.group.code, one.pk)),
            ),
            one.drafted_by.name,
            day(one.drafted_at),
            "Members vote" if one.opened_at else "To be confirmed",
        )
        for one in board.drafts
    ]
    head = ("Decision", "Drafted by", "On", "Waits")
    return Table("Drafted decisions", head, rows)


TABLES: dict[str, Callable[[Board], Table]] = {
    "referrals": referral_table,
    "versions": version_table,
    "drafts": draft_table,
    "members": member_table,
    "meetings": meeting_table,
    "tasks": task_table,
}
