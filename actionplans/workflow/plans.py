"""Making a plan, and changing its title and lead."""

from dataclasses import dataclass

from django.db import transaction

from actionplans import permissions, selectors
from actionplans.models import Plan, Stage
from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.council import packs
from carp.council.plantypes import PlanType
from carp.council.references import next_reference
from carp.governance.models import DelegatedTask
from carp.web.editing import require_unchanged
from carp.web.lists import searchable
from register.models import Community


@dataclass(frozen=True)
class PlanDetails:
    """What a plan is called, of which type it is, who leads it, and which task asked for it.

    One under an umbrella plan says for which of its themes it stands.
    """

    title: str
    plan_type: str
    lead: User
    task: DelegatedTask | None = None
    umbrella: Plan | None = None
    theme: str = ""


@transaction.atomic
def create_plan(community: Community, *, by: User, details: PlanDetails) -> Plan:
    """Start a plan with its seven stages (policy 7.1, 7.6).

    A delegated task is linked here, but its duty is done only when a version takes effect: until
    then the community is without the plan that the board asked for.
    """
    task = _open_task(details.task)
    umbrella = None if details.umbrella is None else locked(details.umbrella)
    permissions.can_create(by, task, umbrella=umbrella).require()
    pack = packs.current()
    if details.plan_type not in pack.items("plan_types"):
        raise Refused("Choose the type of plan.")
    _require_place(pack.item("plan_types", details.plan_type), umbrella, details.theme)
    _require_lead(details.lead)
    plan = Plan.objects.create(
        reference=next_reference("PLN", year=clock.today().year),
        title=_title(details.title),
        community=community if umbrella is None else umbrella.community,
        plan_type=details.plan_type,
        umbrella=umbrella,
        theme=details.theme,
        council_pack=packs.current_version(),
        task=task,
        lead=details.lead,
        created_by=by,
    )
    _index(plan)
    Stage.objects.bulk_create(
        Stage(plan=plan, number=number) for number in range(1, len(pack.stages) + 1)
    )
    trail.record(
        "actionplans.create",
        plan,
        by=by,
        capability=Capability.PLAN_CREATE,
        after=plan_values(plan)
        | {
            "plan_type": plan.plan_type,
            "community": plan.community.reference,
            "task": task and task.pk,
            "umbrella": umbrella and umbrella.reference,
            "theme": plan.theme,
        },
    )
    return plan


@transaction.atomic
def change_plan(plan: Plan, *, by: User, title: str, lead: User, opened: str | None = None) -> Plan:
    """Give a plan another title or lead."""
    plan = locked(plan)
    permissions.can_edit(by, plan).require()
    before = plan_values(plan)
    if lead.pk != plan.lead_id:
        permissions.can_change_lead(by, plan).require()
        _require_lead(lead)
    plan.title, plan.lead = _title(title), lead
    if plan_values(plan) == before:
        return plan
    require_unchanged(before, opened)
    plan.save(update_fields=("title", "lead"))
    _index(plan)
    trail.record(
        "actionplans.change",
        plan,
        by=by,
        capability=Capability.PLAN_EDIT,
        before=before,
        after=plan_values(plan),
    )
    return plan


def locked(plan: Plan) -> Plan:
    """The plan's row under its lock: whatever changes a plan takes this first."""
    return Plan.objects.select_for_update().get(pk=plan.pk)


def _require_place(plan_type: PlanType, umbrella: Plan | None, theme: str) -> None:
    """A themed plan stands under the one open umbrella of its type, each theme once."""
    if umbrella is None:
        if plan_type.under is not None or theme:
            raise Refused("This type of plan stands under another: start it from that plan.")
        return
    if plan_type.under != umbrella.plan_type:
        raise Refused(f"This type of plan does not stand under {umbrella.reference}.")
    themes = {each.code for each in selectors.type_of(umbrella).themes}
    if theme not in themes:
        raise Refused("Choose the theme of the plan.")
    if umbrella.closed_at is not None:
        raise Refused(f"{umbrella.reference} is closed.")
    there = umbrella.themed_plans.filter(theme=theme, closed_at__isnull=True).first()
    if there is not None:
        raise Refused(f"There is already a plan for this theme: {there.reference}.")


def _title(text: str) -> str:
    if not text.strip():
        raise Refused("Give the plan a title.")
    return text.strip()


def _require_lead(lead: User) -> None:
    if not (lead.may(Capability.PLAN_EDIT) or lead.may(Capability.PLAN_EDIT_OWN)):
        raise Refused(f"{lead} cannot lead a plan. Choose an officer of the council.")


def _open_task(task: DelegatedTask | None) -> DelegatedTask | None:
    if task is None:
        return None
    task = DelegatedTask.objects.select_for_update().get(pk=task.pk)
    if task.completed_at is not None:
        raise Refused("The task is already marked as done.")
    existing = Plan.objects.filter(task=task).first()
    if existing is not None:
        raise Refused(f"There is already a plan for this task: {existing.reference}.")
    return task


def plan_values(plan: Plan) -> dict[str, object]:
    """What of a plan may change, as the record and a form keep it."""
    return {"title": plan.title, "lead": plan.lead_id}


def _index(plan: Plan) -> None:
    """The words by which a plan is found: its own, and its community's."""
    community = plan.community
    words = [plan.reference, plan.title, community.reference, community.name]
    plan.search_text = searchable(" ".join([*words, plan.lead.name]))
    plan.save(update_fields=("search_text",))
