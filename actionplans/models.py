"""Action plans: seven living stages, needs, and the versions that boards approved (policy 7).

The rows of a plan (stages, actions, team, need lines) are its working copy and may change at any
time. Submitting freezes them into a PlanVersion: canonical JSON named by its hash. Boards approve
that hash, and money follows only a version in force.
"""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.council.models import CouncilPack
from carp.governance.models import Decision, DelegatedTask, Group
from register.models import Community


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, user: User) -> Self:
        """Plans are a corporate resource (policy 6.2)."""
        return self if user.may(Capability.PLAN_READ) else self.none()


class Plan(models.Model):
    """An action plan for a community (policy 7.1), made by a plan type of the council pack."""

    reference = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=160)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="plans")
    plan_type = models.CharField(max_length=30)
    council_pack = models.ForeignKey(CouncilPack, on_delete=models.PROTECT, related_name="+")
    task = models.OneToOneField(
        DelegatedTask, on_delete=models.PROTECT, null=True, blank=True, related_name="plan"
    )
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="plans_led"
    )
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)
    search_text = models.TextField(blank=True, editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        indexes = [models.Index(fields=("-created_at", "-id"), name="actionplans_newest")]

    def __str__(self) -> str:
        return self.title


class TeamMember(models.Model):
    """Somebody in the delivery team and what they do (policy 7.6.4)."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="team")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=120)
    organisation = models.CharField(max_length=160, blank=True)
    part = models.CharField(max_length=300, help_text="What they do.")

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("plan", "user"),
                condition=Q(user__isnull=False),
                name="actionplans_person_once_in_team",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Stage(models.Model):
    """One of the seven stages of policy 7.6. Any may be filled or reopened any time (7.2, 7.4)."""

    class Status(models.TextChoices):
        NOT_STARTED = "not_started", "Not started"
        IN_PROGRESS = "in_progress", "In progress"
        COMPLETE = "complete", "Complete"

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="stages")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=12, choices=Status, default=Status.NOT_STARTED)
    iteration = models.PositiveSmallIntegerField(default=1)
    answers = models.JSONField(default=dict, help_text="By question code of the council pack.")
    edition = models.PositiveIntegerField(default=1, help_text="Rises with each save.")
    updated_at = models.DateTimeField(default=clock.now)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ("plan", "number")
        constraints = [
            models.UniqueConstraint(fields=("plan", "number"), name="actionplans_stage_once"),
            models.CheckConstraint(
                name="actionplans_seven_stages", condition=Q(number__range=(1, 7))
            ),
            models.CheckConstraint(
                name="actionplans_known_stage_status",
                condition=Q(status__in=("not_started", "in_progress", "complete")),
            ),
            models.CheckConstraint(
                name="actionplans_iteration_from_one", condition=Q(iteration__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan.reference} stage {self.number}"


class StageRevision(models.Model):
    """An iteration of a stage as it stood when it was completed: readable for ever (policy 7.2)."""

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="revisions")
    iteration = models.PositiveSmallIntegerField()
    answers = models.JSONField(default=dict)
    completed_at = models.DateTimeField(default=clock.now)
    completed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("-iteration",)
        constraints = [
            models.UniqueConstraint(
                fields=("stage", "iteration"), name="actionplans_revision_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage}, iteration {self.iteration}"


class ActionQuerySet(models.QuerySet["Action"]):
    def unfinished(self) -> Self:
        return self.exclude(status__in=(Action.Status.COMPLETE, Action.Status.CANCELLED))

    def overdue(self, *, on: date) -> Self:
        return self.unfinished().filter(due_on__lt=on)


class Action(models.Model):
    """An action of the plan: short, medium or long term, with an owner (policy 7.6.6)."""

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        IN_PROGRESS = "in_progress", "In progress"
        BLOCKED = "blocked", "Blocked"
        COMPLETE = "complete", "Complete"
        CANCELLED = "cancelled", "Cancelled"

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="actions")
    title = models.CharField(max_length=200)
    horizon = models.CharField(max_length=30, help_text="A horizon of the council pack.")
    owner_organisation = models.CharField(max_length=160)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField()
    status = models.CharField(max_length=12, choices=Status, default=Status.PLANNED)
    status_reason = models.CharField(max_length=300, blank=True)
    outcome = models.CharField(max_length=300, help_text="What it is to achieve.")

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "pk")
        constraints = [
            models.CheckConstraint(
                name="actionplans_stopped_action_says_why",
                condition=~Q(status__in=("blocked", "cancelled")) | ~Q(status_reason=""),
            ),
            models.CheckConstraint(
                name="actionplans_known_action_status",
                condition=Q(
                    status__in=("planned", "in_progress", "blocked", "complete", "cancelled")
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class MoneyType(models.TextChoices):
    """The fund is a revenue and capital fund (policy 11.1)."""

    REVENUE = "revenue", "Revenue"
    CAPITAL = "capital", "Capital"


class NeedLine(models.Model):
    """A need that money could meet: how much, of which kind, for which outcome (policy 11.2, 11.5).

    The working copy. What the boards approved stands in PlanVersion.content under the line's
    ``number``, which is never reused within a plan.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="need_lines")
    number = models.PositiveSmallIntegerField()
    need = models.CharField(max_length=300)
    outcome = models.CharField(max_length=300)
    monitoring_on = models.DateField(help_text="When the outcome is looked at.")
    amount_pence = models.BigIntegerField()
    money_type = models.CharField(max_length=10, choices=MoneyType)
    purpose = models.CharField(max_length=30, help_text="preventative or response.")
    category = models.CharField(max_length=30, help_text="A fund category of the council pack.")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("plan", "number")
        constraints = [
            models.UniqueConstraint(fields=("plan", "number"), name="actionplans_line_number_once"),
            models.CheckConstraint(
                name="actionplans_need_costs_something", condition=Q(amount_pence__gt=0)
            ),
            models.CheckConstraint(
                name="actionplans_need_has_outcome", condition=~Q(need="") & ~Q(outcome="")
            ),
            models.CheckConstraint(
                name="actionplans_known_money_type",
                condition=Q(money_type__in=("revenue", "capital")),
            ),
        ]

    def __str__(self) -> str:
        return f"Need {self.number}: {self.need}"


class PlanVersionQuerySet(models.QuerySet["PlanVersion"]):
    def in_force(self) -> Self:
        return self.filter(status=PlanVersion.Status.EFFECTIVE)

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
    approved this same hash (policy 11.2).
    """

    class Status(models.TextChoices):
        SUBMITTED = "submitted", "Submitted"
        EFFECTIVE = "effective", "In force"
        RETURNED = "returned", "Returned for changes"
        REJECTED = "rejected", "Rejected"
        SUPERSEDED = "superseded", "Superseded"

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
                condition=Q(status="effective"),
                name="actionplans_one_version_in_force",
            ),
            models.UniqueConstraint(
                fields=("plan",),
                condition=Q(status="submitted"),
                name="actionplans_one_version_submitted",
            ),
            models.CheckConstraint(
                name="actionplans_effective_has_its_time",
                condition=~Q(status="effective") | Q(effective_at__isnull=False),
            ),
            models.CheckConstraint(
                name="actionplans_known_version_status",
                condition=Q(
                    status__in=("submitted", "effective", "returned", "rejected", "superseded")
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
