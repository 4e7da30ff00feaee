"""The Communities at Risk Fund: pots, allocations, payments and their ledger (policy 11).

Amounts are whole pence. A pot's balances are guarded three ways: a conditional UPDATE, CHECK
constraints, and an append-only ledger from which they can be counted again.
"""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from actionplans.models import MoneyType, NeedLine, PlanVersion
from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.governance.permissions import conflicting
from carp.governance.ties import Tie


class PotQuerySet(models.QuerySet["Pot"]):
    def visible_to(self, user: User) -> Self:
        return self if user.may(Capability.FUND_READ) else self.none()

    def alive(self, *, on: date) -> Self:
        """Pots that may be spent from on a day."""
        return self.filter(starts_on__lte=on, ends_on__gte=on)


class Pot(models.Model):
    """Money of one kind for one financial year (policy 11.1)."""

    name = models.CharField(max_length=120)
    money_type = models.CharField(max_length=10, choices=MoneyType)
    financial_year = models.CharField(max_length=7, help_text="2024/25")
    starts_on = models.DateField()
    ends_on = models.DateField()
    budget_pence = models.BigIntegerField(default=0)
    allocated_pence = models.BigIntegerField(default=0)
    paid_pence = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)

    objects = PotQuerySet.as_manager()

    class Meta:
        ordering = ("-financial_year", "pk")
        indexes = [models.Index(fields=("-financial_year", "-id"), name="funds_by_year")]
        constraints = [
            models.UniqueConstraint(
                fields=("name", "money_type", "financial_year"), name="funds_pot_once"
            ),
            models.CheckConstraint(
                name="funds_pot_not_overdrawn",
                condition=Q(allocated_pence__gte=0, allocated_pence__lte=F("budget_pence")),
            ),
            models.CheckConstraint(
                name="funds_paid_within_allocated",
                condition=Q(paid_pence__gte=0, paid_pence__lte=F("allocated_pence")),
            ),
            models.CheckConstraint(
                name="funds_pot_life_in_order", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="funds_known_money_type", condition=Q(money_type__in=("revenue", "capital"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_money_type_display().lower()}, {self.financial_year}"

    @property
    def free_pence(self) -> int:
        """What may still be allocated."""
        return self.budget_pence - self.allocated_pence


class NeedBalance(models.Model):
    """How much of an approved need line is spoken for: the row that is locked (invariant I1)."""

    line = models.OneToOneField(NeedLine, on_delete=models.PROTECT, related_name="balance")
    approved_pence = models.BigIntegerField()
    allocated_pence = models.BigIntegerField(default=0)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                name="funds_need_not_exceeded",
                condition=Q(allocated_pence__gte=0, allocated_pence__lte=F("approved_pence")),
            ),
        ]

    def __str__(self) -> str:
        return f"Balance of {self.line}"


class AllocationQuerySet(models.QuerySet["Allocation"]):
    def visible_to(self, user: User) -> Self:
        """All of the fund, but not for whoever declared an interest in what it is for (s. 31)."""
        if not user.may(Capability.FUND_READ):
            return self.none()
        return self.filter(~conflicting(user, Allocation))

    def hidden_from(self, user: User) -> Self:
        """The few that ``visible_to`` leaves out for somebody who reads the fund."""
        return self.filter(conflicting(user, Allocation)).order_by()

    def live(self) -> Self:
        """Allocations that hold money."""
        return self.exclude(status=Allocation.Status.WITHDRAWN)


class Allocation(models.Model):
    """Money from a pot set against a need line of a version in force for all its boards.

    Proposed by one person, authorised by another, paid by a third (invariant I8).
    """

    class Status(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        AUTHORISED = "authorised", "Authorised"
        PAID = "paid", "Paid"
        WITHDRAWN = "withdrawn", "Withdrawn"

    reference = models.CharField(max_length=20, unique=True)
    pot = models.ForeignKey(
        Pot, on_delete=models.PROTECT, db_index=False, related_name="allocations"
    )
    line = models.ForeignKey(NeedLine, on_delete=models.PROTECT, related_name="allocations")
    version = models.ForeignKey(
        PlanVersion, on_delete=models.PROTECT, related_name="+", help_text="In force when proposed."
    )
    amount_pence = models.BigIntegerField()
    paid_pence = models.BigIntegerField(default=0)
    route = models.CharField(max_length=30, help_text="A route of the council pack (policy 11.3).")
    recipient = models.CharField(
        max_length=160, blank=True, help_text="The organisation that gets a grant."
    )
    outcome = models.CharField(max_length=300)
    monitoring_on = models.DateField()
    reasons = models.TextField()
    alternatives = models.TextField()
    status = models.CharField(max_length=12, choices=Status, default=Status.PROPOSED)
    proposed_at = models.DateTimeField(default=clock.now)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    authorised_at = models.DateTimeField(null=True)
    authorised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_reason = models.TextField(blank=True)
    released_pence = models.BigIntegerField(
        default=0, help_text="What was not needed of a partly paid one."
    )
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    released_reason = models.TextField(blank=True)

    # An interest in one of these is one in the allocation (Localism Act 2011, section 31).
    ties = (
        Tie("actionplans.plan", "line__plan"),
        Tie("actionplans.planversion", "line__plan__versions"),
        Tie("register.community", "line__plan__community"),
        Tie("accounts.organisation", "recipient", by="subject_name"),
        Tie("accounts.organisation", "line__plan__team__organisation", by="subject_name"),
        Tie("accounts.organisation", "line__plan__actions__owner_organisation", by="subject_name"),
    )

    objects = AllocationQuerySet.as_manager()

    class Meta:
        ordering = ("-proposed_at", "-pk")
        indexes = [
            models.Index(
                fields=("recipient",), name="funds_by_recipient", condition=~Q(recipient="")
            ),
            models.Index(fields=("-proposed_at", "-id"), name="funds_newest"),
            models.Index(fields=("pot", "-proposed_at", "-id"), name="funds_by_pot"),
        ]
        constraints = [
            models.CheckConstraint(name="funds_amount_positive", condition=Q(amount_pence__gt=0)),
            models.CheckConstraint(
                name="funds_paid_within_allocation",
                condition=Q(paid_pence__gte=0)
                & Q(paid_pence__lte=F("amount_pence") - F("released_pence")),
            ),
            models.CheckConstraint(
                name="funds_released_says_who_and_why",
                condition=Q(
                    released_pence=0,
                    released_at__isnull=True,
                    released_by__isnull=True,
                    released_reason="",
                )
                | Q(
                    released_pence__gt=0,
                    released_at__isnull=False,
                    released_by__isnull=False,
                    paid_pence__gt=0,
                    status="paid",
                )
                & Q(paid_pence=F("amount_pence") - F("released_pence"))
                & ~Q(released_reason=""),
            ),
            models.CheckConstraint(
                name="funds_released_by_a_third_person",
                condition=Q(released_by__isnull=True)
                | ~Q(released_by=F("proposed_by")) & ~Q(released_by=F("authorised_by")),
            ),
            models.CheckConstraint(
                name="funds_authorised_pair",
                condition=Q(authorised_at__isnull=True, authorised_by__isnull=True)
                | Q(authorised_at__isnull=False, authorised_by__isnull=False),
            ),
            models.CheckConstraint(
                name="funds_authorised_has_its_person",
                condition=~Q(status__in=("authorised", "paid")) | Q(authorised_by__isnull=False),
            ),
            models.CheckConstraint(
                name="funds_proposer_is_not_authoriser",
                condition=Q(authorised_by__isnull=True) | ~Q(authorised_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="funds_withdrawn_says_who_and_why",
                condition=Q(
                    status="withdrawn", withdrawn_at__isnull=False, withdrawn_by__isnull=False
                )
                & ~Q(withdrawn_reason="")
                | ~Q(status="withdrawn")
                & Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_reason=""),
            ),
            models.CheckConstraint(
                name="funds_has_outcome_and_reasons",
                condition=~Q(outcome="") & ~Q(reasons="") & ~Q(alternatives=""),
            ),
            models.CheckConstraint(
                name="funds_known_status",
                condition=Q(status__in=("proposed", "authorised", "paid", "withdrawn")),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def rest_pence(self) -> int:
        """What is left to pay."""
        return self.amount_pence - self.paid_pence - self.released_pence


class Payment(models.Model):
    """Money that went out for an allocation. Append-only; carries the three people of I8."""

    allocation = models.ForeignKey(Allocation, on_delete=models.PROTECT, related_name="payments")
    amount_pence = models.BigIntegerField()
    paid_on = models.DateField()
    payee = models.CharField(max_length=160)
    ledger_reference = models.CharField(max_length=80, help_text="In the council's finance system.")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    authorised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=("ledger_reference",), name="funds_paid_once"),
            models.CheckConstraint(name="funds_payment_positive", condition=Q(amount_pence__gt=0)),
            models.CheckConstraint(
                name="funds_three_people",
                condition=~Q(recorded_by=F("authorised_by"))
                & ~Q(recorded_by=F("proposed_by"))
                & ~Q(authorised_by=F("proposed_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"Payment {self.ledger_reference}"


class LedgerEntry(models.Model):
    """One movement of a pot: budget set, allocated, released or paid. Append-only."""

    class Kind(models.TextChoices):
        BUDGET = "budget", "Budget"
        ALLOCATE = "allocate", "Allocated"
        RELEASE = "release", "Released"
        PAY = "pay", "Paid"

    pot = models.ForeignKey(Pot, on_delete=models.PROTECT, db_index=False, related_name="entries")
    kind = models.CharField(max_length=10, choices=Kind)
    amount_pence = models.BigIntegerField()
    allocation = models.ForeignKey(
        Allocation, on_delete=models.PROTECT, null=True, related_name="entries"
    )
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("pk",)
        verbose_name_plural = "ledger entries"
        indexes = [models.Index(fields=("pot", "-at", "-id"), name="funds_entries")]
        constraints = [
            models.CheckConstraint(
                name="funds_entry_names_its_allocation",
                condition=Q(kind="budget", allocation__isnull=True)
                | Q(kind__in=("allocate", "release", "pay"), allocation__isnull=False),
            ),
            models.CheckConstraint(
                name="funds_entry_amount",
                condition=Q(kind="budget") & ~Q(amount_pence=0)
                | ~Q(kind="budget") & Q(amount_pence__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount_pence}p"
