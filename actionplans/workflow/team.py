"""The delivery team: who does what (policy 7.6.4)."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from actionplans import permissions
from actionplans.models import Plan, TeamMember
from actionplans.workflow.plans import locked
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import Refused
from carp.audit import trail


@dataclass(frozen=True)
class MemberDetails:
    """An account of the portal, or a name and an organisation; and the person's part."""

    part: str
    user: User | None = None
    name: str = ""
    organisation: str = ""


@transaction.atomic
def add_team_member(plan: Plan, *, by: User, details: MemberDetails) -> TeamMember:
    """Put somebody into the delivery team. From then on they cannot approve the plan."""
    plan = locked(plan)
    permissions.can_edit(by, plan).require()
    _require_sound(plan, details)
    member = TeamMember.objects.create(plan=plan, **_values(details))
    trail.record(
        "actionplans.add_team_member",
        plan,
        by=by,
        capability=Capability.PLAN_EDIT_OWN,
        after=_described(member),
    )
    return member


@transaction.atomic
def remove_team_member(member: TeamMember, *, by: User) -> None:
    """Take somebody out of the team; the trail and the frozen versions keep them."""
    plan = locked(member.plan)
    permissions.can_edit(by, plan).require()
    there = TeamMember.objects.select_for_update().filter(pk=member.pk).first()
    if there is None:
        raise Refused("This person is no longer in the delivery team.")
    before = _described(there)
    there.delete()
    trail.record(
        "actionplans.remove_team_member",
        plan,
        by=by,
        capability=Capability.PLAN_EDIT_OWN,
        before=before,
    )


def _require_sound(plan: Plan, details: MemberDetails) -> None:
    if not details.part.strip():
        raise Refused("Say what they do.")
    if details.user is None and not details.name.strip():
        raise Refused("Choose a person, or enter a name.")
    if details.user is not None and plan.team.filter(user=details.user).exists():
        raise Refused(f"{details.user} is already in the delivery team.")


def _values(details: MemberDetails) -> dict[str, Any]:
    user = details.user
    if user is None:
        own = {"name": details.name.strip(), "organisation": details.organisation.strip()}
    else:
        own = {"name": user.name, "organisation": str(user.organisation or "")}
    return {"user": user, "part": details.part.strip(), **own}


def _described(member: TeamMember) -> dict[str, Any]:
    return {
        "user": member.user_id,
        "name": member.name,
        "organisation": member.organisation,
        "part": member.part,
    }
