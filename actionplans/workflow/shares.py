"""Sharing parts of a plan with a partner, and taking them back (policy 7.1)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from actionplans import permissions
from actionplans.models import Plan, PlanShare, ShareOpening
from actionplans.models.shares import MOST_DAYS
from actionplans.selectors.shares import labels_of, parts_offered
from actionplans.workflow.plans import locked
from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import Fault, Refused
from carp.audit import trail
from carp.web.formats import day


@dataclass(frozen=True)
class ShareDetails:
    """Which parts, for whom, by which right, and for how many days."""

    parts: Sequence[str]
    shared_with: str
    basis: str
    days: int


@transaction.atomic
def share_plan(plan: Plan, *, by: User, details: ShareDetails) -> PlanShare:
    """Open an address at which a partner reads some parts of a plan."""
    plan = locked(plan)
    permissions.can_share(by, plan).require()
    _require_sound(plan, details)
    chosen = set(details.parts)
    share = PlanShare.objects.create(
        plan=plan,
        parts=[code for code, _label in parts_offered(plan) if code in chosen],
        shared_with=details.shared_with.strip(),
        basis=details.basis.strip(),
        days=details.days,
        shared_by=by,
    )
    trail.record(
        "actionplans.share",
        plan,
        by=by,
        capability=Capability.PLAN_EDIT_OWN,
        after={
            "about": _about(share),
            "share": share.pk,
            "parts": share.parts,
            "days": share.days,
        },
        reason=share.basis,
    )
    return share


def _require_sound(plan: Plan, details: ShareDetails) -> None:
    offered = {code for code, _label in parts_offered(plan)}
    if not details.parts or not set(details.parts) <= offered:
        raise Fault("parts", "Choose what they may read.")
    if not details.shared_with.strip():
        raise Fault("shared_with", "Enter the organisation that it is for.")
    if not details.basis.strip():
        raise Fault("basis", "Say which agreement or law allows it.")
    if not 1 <= details.days <= MOST_DAYS:
        raise Fault("days", f"Choose how long, at most {MOST_DAYS} days.")


def _about(share: PlanShare) -> str:
    parts = ", ".join(labels_of(share))
    return f"{share.shared_with}, until {day(share.last_day)}: {parts}"


@transaction.atomic
def end_share(share: PlanShare, *, by: User) -> PlanShare:
    """Nobody reads at this address any more."""
    plan = locked(share.plan)
    share = PlanShare.objects.select_for_update().get(pk=share.pk)
    share.plan = plan
    permissions.can_end_share(by, share).require()
    share.ended_at, share.ended_by = clock.now(), by
    share.save(update_fields=("ended_at", "ended_by"))
    trail.record(
        "actionplans.end_share",
        plan,
        by=by,
        capability=Capability.PLAN_EDIT_OWN,
        after={"about": share.shared_with, "share": share.pk},
    )
    return share


@transaction.atomic
def open_share(share: PlanShare) -> ShareOpening:
    """Note that a partner opens it; refused from the moment it has ended."""
    share = (
        PlanShare.objects.select_for_update(of=("self",)).select_related("plan").get(pk=share.pk)
    )
    if share.state != PlanShare.State.OPEN or not permissions.is_shareable(share.plan):
        raise Refused("This address has ended.")
    return ShareOpening.objects.create(share=share)
