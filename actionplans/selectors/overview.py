"""What a plan's first page says: where it stands, what to do next, and what has happened."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.models import Max, Model, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.urls import reverse

from actionplans.models import (
    Action,
    Approval,
    MinorRevision,
    NeedLine,
    Plan,
    PlanVersion,
    Stage,
)
from actionplans.selectors.plans import WorkingCopy, missing
from actionplans.selectors.types import Missing, pack_of
from actionplans.stages.pathway import Node, Stop, nodes
from carp.among import Among
from carp.audit.models import AuditEvent
from carp.council.shapes import Stage as StageShape

Status = PlanVersion.Status
VERSIONS_SHOWN = 5
# The parts of a plan that the audit trail tells of, and the keys of them all in one question.
PARTS = (Stage, Action, NeedLine, PlanVersion)
KEYS = " UNION ALL ".join(
    f"SELECT {number}, id FROM {part._meta.db_table} WHERE plan_id = %s"  # noqa: S608 - our own
    for number, part in enumerate(PARTS)
)

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
    "actionplans.note_progress": "Progress reported",
    "actionplans.add_team_member": "Somebody joined the delivery team",
    "actionplans.remove_team_member": "Somebody left the delivery team",
    "actionplans.add_need": "Need added",
    "actionplans.change_need": "Need changed",
    "actionplans.withdraw_need": "Need withdrawn",
    "actionplans.add_outcome": "Outcome added",
    "actionplans.change_outcome": "Outcome changed",
    "actionplans.remove_outcome": "Outcome taken out",
    "actionplans.add_resource": "Resource added",
    "actionplans.change_resource": "Resource changed",
    "actionplans.remove_resource": "Resource taken out",
    "actionplans.record_equality": "Equality record changed",
    "actionplans.link_framework": "Aims that the plan serves changed",
    "actionplans.submit": "Submitted for approval",
    "actionplans.answer": "A board answered",
    "actionplans.suspend_version": "A board suspended it",
    "actionplans.resume_version": "A board resumed it",
    "actionplans.rescind_version": "A board rescinded it",
    "actionplans.publish_minor_revision": "Minor revision published",
    "actionplans.add_measure": "Measure added",
    "actionplans.change_measure": "Measure changed",
    "actionplans.withdraw_measure": "Measure withdrawn",
    "actionplans.record_figure": "Figure recorded",
    "actionplans.save_return_draft": "Draft of a monitoring return saved",
    "actionplans.submit_return": "Monitoring return sent",
    "actionplans.accept_return": "Monitoring return accepted",
    "actionplans.query_return": "Monitoring return queried",
    "actionplans.save_evaluation": "Evaluation written",
    "actionplans.agree_evaluation": "Evaluation agreed",
    "actionplans.move_template": "Moved to the newest template",
    "actionplans.share": "Shared with a partner",
    "actionplans.end_share": "A partner's address ended",
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
    """Those that a plan's page tells of, newest first, with their approvals, without contents.

    The newest few, what stands, and for each group the newest that it approved. Each has the
    number, hash and time of its newest minor revision.
    """
    approved = Approval.objects.filter(version__plan=plan, outcome=Approval.Outcome.APPROVE)
    by_group = approved.order_by().values("group").annotate(newest=Max("version__number"))
    newest = plan.versions.order_by("-number").values("number")[:VERSIONS_SHOWN]
    rows = plan.versions.filter(
        Q(number__in=newest)
        | Q(number__in=by_group.values("newest"))
        | Q(status__in=(Status.EFFECTIVE, Status.SUSPENDED))
    )
    answers = Approval.objects.select_related("group", "decision").order_by("pk")
    rows = rows.defer("content").select_related("submitted_by")
    return list(_with_newest_revision(rows).prefetch_related(Prefetch("approvals", answers)))


def _with_newest_revision(versions: QuerySet[PlanVersion]) -> QuerySet[PlanVersion]:
    revisions = MinorRevision.objects.filter(version=OuterRef("pk")).order_by("-number")
    return versions.annotate(
        revised_number=Subquery(revisions.values("number")[:1]),
        revised_hash=Subquery(revisions.values("content_hash")[:1]),
        revised_at=Subquery(revisions.values("published_at")[:1]),
    )


def waited_for(version: PlanVersion) -> list[str]:
    """The codes of those that have not answered on a submitted version, as its type has them."""
    if version.status != Status.SUBMITTED:
        return []
    answered = {approval.group.code for approval in version.approvals.all()}
    return [code for code in version.approving_groups if code not in answered]


def pathway(copy: WorkingCopy) -> list[Node]:
    """The circle of policy 7.2 with where each stage stands and how much of it is answered."""
    return nodes([_stop(shape, stage) for shape, stage in copy.stages])


def _stop(shape: StageShape, stage: Stage) -> Stop:
    answered, asked = answered_of(shape, stage), len(shape.questions)
    words = f"{stage.get_status_display().lower()}, {answered} of {asked} answered"
    return Stop(stage.number, shape.name, stage.status, words, answered, asked)


def answered_of(shape: StageShape, stage: Stage) -> int:
    """How many of a stage's questions have an answer."""
    return sum(bool(stage.answers.get(question.code)) for question in shape.questions)


def suspended(versions: Sequence[PlanVersion]) -> PlanVersion | None:
    return next((one for one in versions if one.status == Status.SUSPENDED), None)


def effective(versions: Sequence[PlanVersion]) -> PlanVersion | None:
    return next((one for one in versions if one.status == Status.EFFECTIVE), None)


def complete_stages(copy: WorkingCopy) -> int:
    return sum(stage.status == Stage.Status.COMPLETE for _shape, stage in copy.stages)


def has_news(copy: WorkingCopy, versions: Sequence[PlanVersion]) -> bool:
    """Whether it says something that neither the newest version nor what is in force says."""
    known: set[Any] = {version.content_hash for version in versions[:1]}
    for version in versions:
        if version.status == Status.EFFECTIVE:
            known |= {version.content_hash, getattr(version, "revised_hash", None)}
    return copy.content_hash not in known


def differs_from(copy: WorkingCopy, version: PlanVersion) -> bool:
    """Whether the plan says something else than the version and its newest minor revision."""
    published = [revision.content_hash for revision in list(version.revisions.all())[:1]]
    return copy.content_hash not in (version.content_hash, *published)


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
        label = pack_of(newest.plan).label
        boards = " and the ".join(label("groups", code) for code in waited_for(newest))
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
    if newest.status in (Status.SUSPENDED, Status.RESCINDED):
        ruled = newest.get_status_display().lower()
        text = f"A board {ruled} version {number}. No money follows it."
        return [NextStep(text, _version_url(newest), "Read why")]
    if news:
        text = f"The plan has changed since version {number}, which stays in force."
        where = reverse("actionplans:version-compare", args=(newest.plan.reference,))
        return [NextStep(text, f"{where}?before={number}&after=today", "See what changed")]
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


def keys_of(plan: Plan) -> dict[type[Model], list[int]]:
    """The keys of the parts that the audit trail tells of, by their model."""
    found: dict[type[Model], list[int]] = {part: [] for part in PARTS}
    with connections[PlanVersion.objects.db].cursor() as cursor:
        cursor.execute(KEYS, [plan.pk] * len(PARTS))
        for number, key in cursor.fetchall():
            found[PARTS[number]].append(key)
    return found


def history(plan: Plan, keys: Mapping[type[Model], Sequence[int]]) -> QuerySet[AuditEvent]:
    """What happened to a plan and to its parts, named by their keys, newest first."""
    wanted = Q()
    for model, several in ({Plan: [plan.pk]} | dict(keys)).items():
        label, subjects = model._meta.label_lower, [str(key) for key in several]
        wanted |= Q(Among("subject_id", subjects), subject_type=label)
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
