"""What a plan's first page says: where it stands, what to do next, and what has happened."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from actionplans.models import Action, NeedLine, Plan, PlanVersion, Stage
from actionplans.selectors.plans import Missing, WorkingCopy, missing
from actionplans.stages.pathway import Node, Stop, nodes
from carp.audit.models import AuditEvent
from carp.governance.models import Group

Status = PlanVersion.Status

EVENT_WORDS = {
    "actionplans.create": "Plan started",
    "actionplans.change": "Title or lead changed",
    "actionplans.save_stage": "Stage saved",
    "actionplans.complete_stage": "Stage marked as complete",
    "actionplans.reopen_stage": "Stage reopened",
    "actionplans.add_action": "Action added",
    "actionplans.change_action": "Action changed",
    "actionplans.start_action": "Action started",
    "actionplans.block_action": "Action blocked",
    "actionplans.resume_action": "Action resumed",
    "actionplans.complete_action": "Action completed",
    "actionplans.cancel_action": "Action cancelled",
    "actionplans.reopen_action": "Action reopened",
    "actionplans.add_team_member": "Somebody joined the delivery team",
    "actionplans.remove_team_member": "Somebody left the delivery team",
    "actionplans.add_need": "Need added",
    "actionplans.change_need": "Need changed",
    "actionplans.withdraw_need": "Need withdrawn",
    "actionplans.submit": "Submitted for approval",
    "actionplans.answer": "A board answered",
    "actionplans.add_measure": "Measure added",
    "actionplans.change_measure": "Measure changed",
    "actionplans.withdraw_measure": "Measure withdrawn",
    "actionplans.record_figure": "Figure recorded",
    "actionplans.submit_return": "Monitoring return sent",
    "actionplans.accept_return": "Monitoring return accepted",
    "actionplans.query_return": "Monitoring return queried",
    "actionplans.save_evaluation": "Evaluation written",
    "actionplans.agree_evaluation": "Evaluation agreed",
    "actionplans.review_continue": "Reviewed: it continues",
    "actionplans.review_amend": "Reviewed: it is to be amended",
    "actionplans.review_step_down": "Reviewed: the response is stepped down",
    "actionplans.review_close": "Reviewed and closed",
    "actionplans.review_reopen": "Reviewed and reopened",
}


@dataclass(frozen=True)
class NextStep:
    """What to do now, in a sentence, with where to do it."""

    text: str
    href: str = ""
    link: str = ""


@dataclass(frozen=True)
class Totals:
    """What the live need lines ask for, in pence."""

    revenue: int
    capital: int

    @property
    def both(self) -> int:
        return self.revenue + self.capital


def totals(lines: Sequence[NeedLine]) -> Totals:
    revenue = sum(line.amount_pence for line in lines if line.money_type == "revenue")
    return Totals(revenue, sum(line.amount_pence for line in lines) - revenue)


def versions_of(plan: Plan) -> list[PlanVersion]:
    """Newest first, with their approvals; without their contents."""
    answered = ("approvals__group", "approvals__decision", "approvals__recorded_by")
    rows = plan.versions.defer("content").select_related("submitted_by")
    return list(rows.prefetch_related(*answered))


def groups_waited_for(version: PlanVersion) -> list[Group]:
    """The groups that have not answered on a submitted version, in the order of the plan type."""
    if version.status != Status.SUBMITTED:
        return []
    answered = {approval.group.code for approval in version.approvals.all()}
    waited = [code for code in version.approving_groups if code not in answered]
    by_code = {group.code: group for group in Group.objects.filter(code__in=waited)}
    return [by_code[code] for code in waited if code in by_code]


def pathway(copy: WorkingCopy) -> list[Node]:
    """The circle of policy 7.2 with where each stage stands."""
    return nodes(
        [
            Stop(stage.number, shape.name, stage.status, stage.get_status_display().lower())
            for shape, stage in copy.stages
        ]
    )


def effective(versions: Sequence[PlanVersion]) -> PlanVersion | None:
    return next((one for one in versions if one.status == Status.EFFECTIVE), None)


def complete_stages(copy: WorkingCopy) -> int:
    return sum(stage.status == Stage.Status.COMPLETE for _shape, stage in copy.stages)


def has_news(copy: WorkingCopy, versions: Sequence[PlanVersion]) -> bool:
    """Whether the working copy says something that no newest or effective version says."""
    known = {version.content_hash for version in versions[:1]}
    known |= {version.content_hash for version in versions if version.status == Status.EFFECTIVE}
    return copy.content_hash not in known


def next_steps(
    copy: WorkingCopy, versions: Sequence[PlanVersion], *, may_submit: bool
) -> list[NextStep]:
    """In the order in which they are wanted; only who may submit is led to it."""
    newest = versions[0] if versions else None
    news, lacking = has_news(copy, versions), missing(copy)
    steps = [] if newest is None else _about_newest(newest, news=news)
    if news:
        step = _submission(copy.plan, lacking)
        steps.append(step if may_submit else NextStep(step.text))
    return steps + _evaluation(copy, versions)


def _about_newest(newest: PlanVersion, *, news: bool) -> list[NextStep]:
    number = newest.number
    if newest.status == Status.SUBMITTED:
        boards = " and the ".join(str(group) for group in groups_waited_for(newest))
        words = f"Version {number} waits for the {boards}."
        steps = [NextStep(words, _version_url(newest), f"Read version {number}")]
        if news:
            text = (
                f"The plan has changed since version {number} was submitted. Approvals of version "
                f"{number} stay with it: submit the plan again to put the changes to the boards."
            )
            steps.append(NextStep(text))
        return steps
    if newest.status in (Status.RETURNED, Status.REJECTED):
        answer = newest.get_status_display().lower()
        text = f"Version {number} was {answer}. Read why, then change the plan."
        return [NextStep(text, _version_url(newest), f"Read the answers on version {number}")]
    if news:
        return [NextStep(f"The plan has changed since version {number}, which stays in force.")]
    return []


def _version_url(version: PlanVersion) -> str:
    return reverse("actionplans:version-detail", args=(version.plan.reference, version.number))


def _submission(plan: Plan, lacking: Sequence[Missing]) -> NextStep:
    href = reverse("actionplans:plan-submit", args=(plan.reference,))
    if lacking:
        things = "One thing is" if len(lacking) == 1 else f"{len(lacking)} things are"
        return NextStep(
            f"{things} missing before it can be submitted.", href, "See what is missing"
        )
    return NextStep("Nothing is missing: it can be submitted.", href, "Submit for approval")


def _evaluation(copy: WorkingCopy, versions: Sequence[PlanVersion]) -> list[NextStep]:
    """With a plan in force the last stage is what is left of the circle."""
    if not any(version.status == Status.EFFECTIVE for version in versions):
        return []
    shape, last = copy.stages[-1]
    if last.status == Stage.Status.COMPLETE:
        return []
    href = reverse("actionplans:stage-detail", args=(copy.plan.reference, last.number))
    return [NextStep(f"Keep stage {last.number} up to date.", href, shape.name)]


def history(copy: WorkingCopy) -> QuerySet[AuditEvent]:
    """What happened to a plan and its parts, newest first."""
    plan = copy.plan
    parts = [
        (Plan, [plan.pk]),
        (Stage, [stage.pk for _shape, stage in copy.stages]),
        (Action, [action.pk for action in copy.actions]),
        (NeedLine, [line.pk for line in copy.needs]),
        (PlanVersion, list(plan.versions.values_list("pk", flat=True))),
    ]
    wanted = Q()
    for model, keys in parts:
        subjects = Q(subject_type=model._meta.label_lower, subject_id__in=[str(pk) for pk in keys])
        wanted |= subjects
    return AuditEvent.objects.filter(wanted).order_by("-sequence")


def timeline(plan: Plan, events: Iterable[AuditEvent]) -> list[dict[str, Any]]:
    """Events as components/timeline.html draws them."""
    return [
        {
            "title": event_title(event.action, event.subject_name, plan),
            "at": event.at,
            "by": event.by_name,
            "text": event.reason or _member_of(event),
        }
        for event in events
    ]


def _member_of(event: AuditEvent) -> str:
    """Whom a change of the delivery team is about, or which measure or return."""
    if about := (event.after or {}).get("about"):
        return str(about)
    if not event.action.endswith("_team_member"):
        return ""
    return f"{(event.after or event.before)['name']}: {(event.after or event.before)['part']}"


def event_title(action: str, subject: str, plan: Plan) -> str:
    """An event in words: “Stage saved: stage 1”."""
    words = EVENT_WORDS.get(action, action)
    about = subject.removeprefix(plan.reference).strip()
    return f"{words}: {about}" if about else words
