"""What a plan draws on, what it is to achieve, whom it touches and which aims it serves.

Like every row of a plan a working copy: what boards approved stands in PlanVersion.content.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from actionplans.models.plans import Plan
from carp import clock


class ResourceLine(models.Model):
    """Something that the plan takes: there already, wanted, or from a partner (policy 7.6.3)."""

    class Standing(models.TextChoices):
        HAVE = "have", "We have it"
        NEED = "need", "We need it"
        PARTNER = "partner", "A partner gives it"

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="resources")
    standing = models.CharField(max_length=10, choices=Standing)
    kind = models.CharField(max_length=30, help_text="A resource kind of the council pack.")
    resource = models.CharField(max_length=300)
    organisation = models.CharField(max_length=160, help_text="Whose it is, or is to be.")
    amount = models.CharField(max_length=120, blank=True, help_text="In words: a day a week.")

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                name="actionplans_known_standing",
                condition=Q(standing__in=("have", "need", "partner")),
            ),
            models.CheckConstraint(
                name="actionplans_resource_is_somebodys",
                condition=~Q(resource="") & ~Q(organisation=""),
            ),
        ]

    def __str__(self) -> str:
        return self.resource


class Outcome(models.Model):
    """What the plan is to achieve, and by what we shall know (policy 7.6.6, 11.5).

    Baseline and target may be open while the plan is written; approval asks for both, if only by
    "none, because".
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="outcomes")
    outcome = models.CharField(max_length=300)
    measure = models.CharField(max_length=300, help_text="What is counted or asked.")
    baseline = models.CharField(max_length=200, blank=True, help_text="How it is, and since when.")
    target = models.CharField(max_length=200, blank=True)
    monitored = models.CharField(max_length=300, help_text="How it is monitored, and by whom.")

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                name="actionplans_outcome_is_measured",
                condition=~Q(outcome="") & ~Q(measure="") & ~Q(monitored=""),
            ),
        ]

    def __str__(self) -> str:
        return self.outcome


class EqualityRecord(models.Model):
    """What the plan does to people who share one characteristic (Equality Act 2010, s149)."""

    class Effect(models.TextChoices):
        POSITIVE = "positive", "Positive"
        NEUTRAL = "neutral", "Neutral"
        NEGATIVE = "negative", "Negative"

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="equality")
    characteristic = models.CharField(
        max_length=30, help_text="Of the law's nine or the council pack."
    )
    effect = models.CharField(max_length=10, choices=Effect, blank=True)
    evidence = models.CharField(max_length=500, blank=True, help_text="Who, and how we know.")
    mitigation = models.CharField(max_length=500, blank=True, help_text="What is done about it.")
    updated_at = models.DateTimeField(default=clock.now)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("plan", "characteristic"), name="actionplans_characteristic_once"
            ),
            models.CheckConstraint(
                name="actionplans_known_effect",
                condition=Q(effect__in=("", "positive", "neutral", "negative")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan.reference}, {self.characteristic}"


class FrameworkLink(models.Model):
    """A point of a corporate plan or strategy that the plan serves (policy 3.3).

    The words are kept with the codes: a link stays readable when its framework has gone.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="framework_links")
    framework = models.CharField(max_length=30)
    item = models.CharField(max_length=30)
    framework_name = models.TextField()
    theme_label = models.TextField()
    item_label = models.TextField()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("plan", "framework", "item"), name="actionplans_linked_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.framework_name}: {self.item_label}"
