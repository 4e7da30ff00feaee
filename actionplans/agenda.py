"""What waits for boards: referred reports and submitted plan versions (policy 8.4, 11.2).

Found by ``carp.governance`` when the portal starts, which knows nothing of either.
"""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from actionplans.models import Plan, PlanVersion
from actionplans.selectors import boards
from actionplans.views import board_tables, papers_of
from actionplans.workflow import locked_version
from carp.accounts.models import User
from carp.governance import agenda
from carp.governance.models import Group
from carp.governance.permissions import conflicting
from triggers import selectors as triggers
from triggers.models import Referral
from triggers.workflow.boards import follow_agenda
from triggers.workflow.steps import locked_referral


def _known_referrals(user: User) -> QuerySet[Referral]:
    return boards.with_report(Referral.objects.known_to(user))


def _readable_referrals(user: User) -> QuerySet[Referral]:
    return boards.seen_by(user, Referral.objects.all())


def _about_referral(referral: Referral) -> str:
    return f"{board_tables.place_of(referral)}: {board_tables.band(referral)}"


def _referral_page(group: Group, referral: Referral) -> str:
    return reverse("boards:referral-decide", args=(group.code, referral.pk))


def _versions(user: User) -> QuerySet[PlanVersion]:
    return PlanVersion.objects.select_related("plan__community", "plan__lead", "submitted_by")


def _readable_versions(user: User) -> QuerySet[PlanVersion]:
    """Whoever leads a plan in spite of an interest in it works on it, and has no board's papers."""
    return PlanVersion.objects.filter(
        ~conflicting(user, PlanVersion), plan__in=Plan.objects.visible_to(user)
    )


def _version_waits(version: PlanVersion) -> bool:
    return version.status == PlanVersion.Status.SUBMITTED


def _version_title(version: PlanVersion) -> str:
    return f"{version.plan.reference} version {version.number}"


def _about_version(version: PlanVersion) -> str:
    return f"{version.plan.title}, {version.plan.community.name}"


def _waiting_versions(group: Group) -> QuerySet[Any]:
    return PlanVersion.objects.awaiting(group).select_related("plan")


agenda.add(
    agenda.Source(
        model=Referral,
        name="Reports",
        waiting=triggers.referrals_waiting,
        waits=lambda referral: referral.state in (Referral.State.RAISED, Referral.State.ON_AGENDA),
        known_to=_known_referrals,
        readable_by=_readable_referrals,
        title=lambda referral: referral.report.reference,
        about=_about_referral,
        address=_referral_page,
        papers=papers_of.referral_papers,
        hold=locked_referral,
        follow=follow_agenda,
    )
)
agenda.add(
    agenda.Source(
        model=PlanVersion,
        name="Plans",
        waiting=_waiting_versions,
        waits=_version_waits,
        known_to=_versions,
        readable_by=_readable_versions,
        title=_version_title,
        about=_about_version,
        address=board_tables.decide_url,
        papers=papers_of.version_papers,
        hold=locked_version,
    )
)
