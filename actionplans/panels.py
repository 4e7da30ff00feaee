"""A community's plans on its page in the register, which looks for this module."""

from typing import Any

from django.urls import reverse

from actionplans import permissions
from actionplans.filters import plan_new_address, standing_tag, with_standing
from actionplans.models import Plan
from carp.accounts.models import User
from register.models import Community
from register.panels import Panel, add


def community_plans(community: Community, user: User) -> dict[str, Any] | None:
    """The plans with where they stand; None for whoever reads no plans."""
    if not permissions.can_read(user):
        return None
    plans = Plan.objects.visible_to(user).filter(community=community).select_related("lead")
    return {
        "plans": [_shown(plan) for plan in with_standing(plans)],
        "new_url": plan_new_address(community.reference) if permissions.can_create(user) else "",
    }


def _shown(plan: Any) -> dict[str, Any]:
    return {
        "reference": plan.reference,
        "title": plan.title,
        "href": reverse("actionplans:plan-detail", args=(plan.reference,)),
        "lead": plan.lead.name,
        "complete": plan.complete,
        "tag": standing_tag(plan.standing, in_force=plan.in_force),
    }


add(Panel("plans", "Plans", "actionplans/_community_plans.html", community_plans, 20))
