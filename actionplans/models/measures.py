"""What a plan counts to know whether it works, and the figures over time (policy 7.6.6, 7.6.7)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from actionplans.models.content import Outcome
from actionplans.models.plans import Plan
from carp import clock


class MeasureQuerySet(models.QuerySet["Measure"]):
    def live(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)


class Measure(models.Model):
    """Something that is counted again and again: from where, to where, and how far off is too far.

    ``outcome`` is the one of the same plan that it shows. A measure outlives it.
    """

    class Polarity(models.TextChoices):
        HIGHER = "higher", "Higher is better"
        LOWER = "lower", "Lower is better"

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="measures")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    outcome = models.ForeignKey(
        Outcome, on_delete=models.SET_NULL, null=True, blank=True, related_name="measures"
    )
    source = models.CharField(max_length=300, blank=True, help_text="Where the figure comes from.")
    unit = models.CharField(max_length=40, blank=True)
    polarity = models.CharField(max_length=6, choices=Polarity)
    baseline = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    baseline_on = models.DateField(null=True)
    target = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    tolerance = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    withdrawn_at = models.DateTimeField(null=True)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        ordering = ("plan", "number")
        constraints = [
            models.UniqueConstraint(
                fields=("plan", "number"), name="actionplans_measure_number_once"
            ),
            models.CheckConstraint(
                name="actionplans_known_polarity", condition=Q(polarity__in=("higher", "lower"))
            ),
            models.CheckConstraint(
                name="actionplans_tolerance_not_negative", condition=Q(tolerance__gte=0)
            ),
            models.CheckConstraint(
                name="actionplans_baseline_has_its_day",
                condition=Q(baseline__isnull=True, baseline_on__isnull=True)
                | Q(baseline__isnull=False, baseline_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan.reference} measure {self.number}"


class MeasureValueQuerySet(models.QuerySet["MeasureValue"]):
    def standing(self) -> Self:
        """Without the figures that were corrected."""
        return self.filter(replaced_at__isnull=True)


class MeasureValue(models.Model):
    """A figure of a measure on a day, with the target that it was held against then.

    Frozen in the database: a correction is another row, and both stay. No rating is kept, because
    it follows from what is.
    """

    measure = models.ForeignKey(
        Measure, on_delete=models.CASCADE, db_index=False, related_name="values"
    )
    dated = models.DateField(help_text="The day that the figure speaks of.")
    actual = models.DecimalField(max_digits=12, decimal_places=2)
    target = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    tolerance = models.DecimalField(max_digits=12, decimal_places=2)
    note = models.CharField(max_length=500, blank=True)
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    replaced_at = models.DateTimeField(null=True)

    objects = MeasureValueQuerySet.as_manager()

    class Meta:
        ordering = ("-dated", "-pk")
        indexes = [models.Index(fields=("measure", "-dated", "-id"), name="actionplans_figures")]
        constraints = [
            models.UniqueConstraint(
                fields=("measure", "dated"),
                condition=Q(replaced_at__isnull=True),
                name="actionplans_one_figure_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} on {self.dated}"
