"""What boards said of one version of a plan, and what became of it."""

from collections.abc import Sequence

from django.db.models import Q

from actionplans.models import PlanVersion, Ruling
from actionplans.selectors.overview import waited_for
from carp.accounts.models import User
from carp.governance.models import Decision, Group
from carp.governance.permissions import seats_of
from carp.together import Kind, beside, together

NEWEST = 10
REVISION = ("version", "number", "content_hash", "reason", "published_at", "published_by")
Status = PlanVersion.Status


class Answers:
    """Approvals, rulings, minor revisions and the plan's newest versions, in one question.

    The version has its approvals and revisions ``beside`` it, with their groups and decisions. Of
    decisions there are the day and the reasons; of versions and revisions all but the content.
    """

    def __init__(self, version: PlanVersion) -> None:
        self.version = version
        approvals, rulings = version.approvals.all(), version.rulings.all()
        newest = version.plan.versions.order_by("-number").values("pk")[:NEWEST]
        led_to = Q(pk__in=approvals.order_by().values("decision"))
        led_to |= Q(pk__in=rulings.order_by().values("decision"))
        groups, decisions, answers, ruled, revisions, versions = together(
            Kind(Group.objects.filter(code__in=version.approving_groups)),
            Kind(Decision.objects.filter(led_to), only=("decided_on", "reasons")),
            Kind(approvals, "recorded_by"),
            Kind(rulings, "recorded_by"),
            Kind(version.revisions.all(), "published_by", only=REVISION),
            Kind(
                PlanVersion.objects.filter(pk__in=newest), only=("number", "status", "submitted_at")
            ),
        )
        self.groups: dict[int, Group] = {group.pk: group for group in groups}
        by_key = {decision.pk: decision for decision in decisions}
        for each in (*answers, *ruled):
            each.group, each.decision = self.groups[each.group_id], by_key[each.decision_id]
        beside(version, "approvals", answers)
        beside(version, "revisions", revisions[::-1])
        self.rulings: list[Ruling] = ruled
        self.newest: list[PlanVersion] = versions[::-1]

    @property
    def waited_for(self) -> list[Group]:
        """The groups that have not answered on a submitted version, in the order of its type."""
        by_code = {group.code: group for group in self.groups.values()}
        return [by_code[code] for code in waited_for(self.version) if code in by_code]

    def may_rule(self, user: User) -> Sequence[Group]:
        """The person's groups that could suspend, resume or rescind a version that stands."""
        if self.version.status not in (Status.EFFECTIVE, Status.SUSPENDED):
            return []
        seats = seats_of(user)
        return [group for key, group in self.groups.items() if key in seats]
