"""Reviews of a plan with what follows from them, and its evaluation (policy 7.2, 7.6.7, 11.5)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from actionplans.models.plans import Plan
from carp import clock


class Evaluation(models.Model):
    """What came of a plan, with the outcome of each allocation (policy 7.6.7, 11.5).

    ``results`` holds the answers by reference of the allocation while it is drafted; agreeing
    writes them down as AllocationOutcome for good.
    """

    class Status(models.TextChoices):
        DRAFTED = "drafted", "Draft"
        AGREED = "agreed", "Agreed"

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="evaluations")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=8, choices=Status, default=Status.DRAFTED)
    findings = models.TextField()
    learning = models.TextField()
    results = models.JSONField(default=dict)
    writers = models.JSONField(default=list, help_text="Keys of everybody who wrote any of it.")
    drafted_at = models.DateTimeField(default=clock.now)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ("plan", "-number")
        constraints = [
            models.UniqueConstraint(
                fields=("plan", "number"), name="actionplans_evaluation_number_once"
            ),
            models.UniqueConstraint(
                fields=("plan",),
                condition=Q(status="drafted"),
                name="actionplans_one_evaluation_drafted",
            ),
            models.CheckConstraint(
                name="actionplans_evaluation_agreed_by_another",
                condition=Q(status="drafted", agreed_at__isnull=True, agreed_by__isnull=True)
                | Q(status="agreed", agreed_at__isnull=False, agreed_by__isnull=False)
                & ~Q(agreed_by=F("drafted_by")),
            ),
            models.CheckConstraint(
                name="actionplans_evaluation_says_what_and_why",
                condition=~Q(findings="") & ~Q(learning=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan.reference} evaluation {self.number}"


class AllocationOutcome(models.Model):
    """What one allocation achieved, as its evaluation was agreed (policy 11.5). Append-only.

    The fund lies above the plans, so the allocation is named by its reference.
    """

    class Achieved(models.TextChoices):
        WHOLLY = "wholly", "Achieved"
        PARTLY = "partly", "Partly achieved"
        NOT = "not", "Not achieved"

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="outcomes")
    reference = models.CharField(max_length=20)
    need = models.CharField(max_length=300)
    intended = models.CharField(max_length=300)
    amount_pence = models.BigIntegerField()
    paid_pence = models.BigIntegerField()
    achieved = models.CharField(max_length=6, choices=Achieved)
    result = models.TextField()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("evaluation", "reference"), name="actionplans_allocation_evaluated_once"
            ),
            models.CheckConstraint(
                name="actionplans_known_achievement",
                condition=Q(achieved__in=("wholly", "partly", "not")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evaluation}: {self.reference}"


class Review(models.Model):
    """A look at the plan as a whole, and what follows. Append-only.

    A plan is closed and reopened by a review and by nothing else, so that the reasons stand.
    """

    class Outcome(models.TextChoices):
        CONTINUE = "continue", "Continue as it is"
        AMEND = "amend", "Amend the plan"
        STEP_DOWN = "step_down", "Step the response down"
        CLOSE = "close", "Close the plan"
        REOPEN = "reopen", "Reopen the plan"

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="reviews")
    held_on = models.DateField()
    outcome = models.CharField(max_length=9, choices=Outcome)
    reasons = models.TextField()
    next_on = models.DateField(null=True, help_text="When the plan is reviewed again.")
    evaluation = models.OneToOneField(
        Evaluation, on_delete=models.PROTECT, null=True, related_name="closing"
    )
    no_evaluation = models.TextField(blank=True, help_text="Why it closes without an evaluation.")
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("plan", "-pk")
        constraints = [
            models.CheckConstraint(
                name="actionplans_known_review_outcome",
                condition=Q(outcome__in=("continue", "amend", "step_down", "close", "reopen")),
            ),
            models.CheckConstraint(name="actionplans_review_has_reasons", condition=~Q(reasons="")),
            models.CheckConstraint(
                name="actionplans_closed_with_evaluation_or_reason",
                condition=~Q(outcome="close") | Q(evaluation__isnull=False) | ~Q(no_evaluation=""),
            ),
            models.CheckConstraint(
                name="actionplans_next_review_unless_closed",
                condition=Q(outcome="close", next_on__isnull=True)
                | ~Q(outcome="close") & Q(next_on__isnull=False, next_on__gt=F("held_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan.reference} review of {self.held_on}"
