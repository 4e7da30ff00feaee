"""Versions as they were submitted, and what boards answered (policy 11.2)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

from actionplans.models.needs import MoneyType, NeedLine
from actionplans.models.plans import Plan
from carp import clock
from carp.governance.models import Decision, Group
from carp.governance.ties import Tie


class PlanVersionQuerySet(models.QuerySet["PlanVersion"]):
    def in_force(self) -> Self:
        return self.filter(status=PlanVersion.Status.EFFECTIVE)

    def standing(self) -> Self:
        """In force, or suspended and to be resumed."""
        return self.filter(status__in=(PlanVersion.Status.EFFECTIVE, PlanVersion.Status.SUSPENDED))

    def submitted(self) -> Self:
        return self.filter(status=PlanVersion.Status.SUBMITTED)

    def awaiting(self, group: Group) -> Self:
        """Submitted versions on which a group must still answer, the longest waiting first."""
        answered = Approval.objects.filter(version=models.OuterRef("pk"), group=group)
        asked = self.submitted().annotate(asked=Cast("approving_groups", models.TextField()))
        waiting = asked.filter(~models.Exists(answered), asked__contains=f'"{group.code}"')
        return waiting.order_by("submitted_at", "pk")


class PlanVersion(models.Model):
    """A plan as it was submitted, frozen: the thing that boards approve, named by its hash.

    Only ``status`` and its times ever change. Effective when every group that the plan type asks
    approved this same hash (policy 11.2), until another takes its place or a board rescinds it;
    while a board suspends it, it is not in force.
    """

    class Status(models.TextChoices):
        SUBMITTED = "submitted", "Submitted"
        EFFECTIVE = "effective", "In force"
        RETURNED = "returned", "Returned for changes"
        REJECTED = "rejected", "Rejected"
        SUPERSEDED = "superseded", "Superseded"
        SUSPENDED = "suspended", "Suspended"
        RESCINDED = "rescinded", "Rescinded"

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.TextField(help_text="Canonical JSON.")
    content_hash = models.CharField(max_length=64)
    approving_groups = models.JSONField(help_text="Codes of the groups whose approval it needs.")
    status = models.CharField(max_length=12, choices=Status, default=Status.SUBMITTED)
    submitted_at = models.DateTimeField(default=clock.now)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    effective_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    ties = (
        Tie("actionplans.plan", "plan"),
        Tie("actionplans.planversion", "plan__versions"),
        Tie("register.community", "plan__community"),
        Tie("accounts.organisation", "plan__team__organisation", by="subject_name"),
        Tie("accounts.organisation", "plan__actions__owner_organisation", by="subject_name"),
    )

    objects = PlanVersionQuerySet.as_manager()

    class Meta:
        ordering = ("plan", "-number")
        indexes = [
            models.Index(
                fields=("submitted_at", "id"),
                name="actionplans_awaiting_boards",
                condition=Q(status="submitted"),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("plan", "number"), name="actionplans_version_number_once"
            ),
            models.UniqueConstraint(
                fields=("plan",),
                condition=Q(status__in=("effective", "suspended")),
                name="actionplans_one_version_in_force",
            ),
            models.UniqueConstraint(
                fields=("plan",),
                condition=Q(status="submitted"),
                name="actionplans_one_version_submitted",
            ),
            models.CheckConstraint(
                name="actionplans_effective_has_its_time",
                condition=~Q(status__in=("effective", "suspended", "rescinded"))
                | Q(effective_at__isnull=False),
            ),
            models.CheckConstraint(
                name="actionplans_known_version_status",
                condition=Q(
                    status__in=(
                        "submitted",
                        "effective",
                        "returned",
                        "rejected",
                        "superseded",
                        "suspended",
                        "rescinded",
                    )
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan.reference} version {self.number}"


class VersionNeed(models.Model):
    """A need line as it stands in a frozen version: what money may follow (policy 11.2).

    Written with the version and never changed (guarded in the database), so that the ledger can
    join on it instead of reading JSON.
    """

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="needs")
    line = models.ForeignKey(NeedLine, on_delete=models.PROTECT, related_name="+")
    amount_pence = models.BigIntegerField()
    money_type = models.CharField(max_length=10, choices=MoneyType)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("version", "line"), name="actionplans_line_once_in_version"
            ),
            models.CheckConstraint(
                name="actionplans_version_need_positive", condition=Q(amount_pence__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.line}"


class Approval(models.Model):
    """What one group decided on one version's hash. Append-only; the decision holds the reasons."""

    class Outcome(models.TextChoices):
        APPROVE = "approve", "Approved"
        RETURN = "return", "Returned for changes"
        REJECT = "reject", "Rejected"

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="approvals")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    content_hash = models.CharField(max_length=64)
    outcome = models.CharField(max_length=10, choices=Outcome)
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("version", "group"), name="actionplans_one_answer_a_group"
            ),
            models.UniqueConstraint(
                fields=("version", "recorded_by"), name="actionplans_nobody_records_both"
            ),
            models.CheckConstraint(
                name="actionplans_known_outcome",
                condition=Q(outcome__in=("approve", "return", "reject")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.get_outcome_display().lower()} {self.version}"
