"""What is to be done, by whom and by when, and how it goes (policy 7.6.6, 7.6.7)."""

from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from actionplans.models.plans import Plan
from carp import clock
from carp.accounts.models import User

LONGEST_NOTE = 1000


class ActionQuerySet(models.QuerySet["Action"]):
    def unfinished(self) -> Self:
        return self.exclude(status__in=(Action.Status.COMPLETE, Action.Status.CANCELLED))

    def overdue(self, *, on: date) -> Self:
        return self.unfinished().filter(due_on__lt=on)

    def with_last_note(self) -> Self:
        """Each with the last that was said of its progress, in the same query."""
        notes = ProgressNote.objects.filter(action=OuterRef("pk")).order_by("-pk")
        return self.annotate(
            last_note=Subquery(notes.values("text")[:1]),
            last_note_at=Subquery(notes.values("written_at")[:1]),
        )

    def to_do(self, user: User) -> Self:
        """What a person owns and has not finished, in plans that are open; the next due first."""
        owned = self.unfinished().filter(owner=user, plan__closed_at__isnull=True)
        return owned.order_by("due_on", "pk")


class Action(models.Model):
    """An action of the plan: short, medium or long term, with an owner (policy 7.6.6)."""

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        IN_PROGRESS = "in_progress", "In progress"
        BLOCKED = "blocked", "Blocked"
        COMPLETE = "complete", "Complete"
        CANCELLED = "cancelled", "Cancelled"

    # As planned: nothing that a reader must be told beside the day it is due.
    QUIET = (Status.PLANNED, Status.IN_PROGRESS)

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="actions")
    title = models.CharField(max_length=200)
    horizon = models.CharField(max_length=30, help_text="A horizon of the council pack.")
    owner_organisation = models.CharField(max_length=160)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    starts_on = models.DateField(null=True, blank=True)
    due_on = models.DateField()
    status = models.CharField(max_length=12, choices=Status, default=Status.PLANNED)
    status_reason = models.CharField(max_length=LONGEST_NOTE, blank=True)
    outcome = models.CharField(max_length=300, help_text="What it is to achieve.")

    # Where it was asked for by with_last_note().
    last_note: str | None
    last_note_at: datetime | None

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "pk")
        indexes = [
            models.Index(fields=("plan", "due_on", "id"), name="actionplans_actions_of_plan"),
            models.Index(
                fields=("owner", "due_on", "id"),
                name="actionplans_actions_of_owner",
            ),
            models.Index(fields=("owner_organisation",), name="actionplans_owned_by"),
        ]
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
            models.CheckConstraint(
                name="actionplans_action_starts_before_due",
                condition=Q(starts_on__isnull=True) | Q(starts_on__lte=F("due_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ProgressNote(models.Model):
    """What somebody said of an action's progress. Append-only: a mistake is put right by another.

    ``status`` is where the action stood when it was said.
    """

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="notes")
    text = models.CharField(max_length=LONGEST_NOTE)
    status = models.CharField(max_length=12, choices=Action.Status)
    written_at = models.DateTimeField(default=clock.now)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(name="actionplans_note_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return f"Progress of {self.action}"
