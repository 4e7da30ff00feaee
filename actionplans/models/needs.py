"""Needs that money could meet, as a plan names them today (policy 11.2, 11.5)."""

from django.db import models
from django.db.models import Q

from actionplans.models.plans import Plan


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
