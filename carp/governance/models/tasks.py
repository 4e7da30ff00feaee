"""What boards delegated (policy 8.4)."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.governance.models.decisions import Decision


class DelegatedTaskQuerySet(models.QuerySet["DelegatedTask"]):
    def open(self) -> Self:
        return self.filter(completed_at__isnull=True)

    def overdue(self, *, on: date) -> Self:
        return self.open().filter(due_on__lt=on)

    def visible_to(self, user: User) -> Self:
        """A board's tasks are read by all who read boards; a person always reads their own."""
        return self if user.may(Capability.BOARD_READ) else self.filter(owner=user)


class DelegatedTask(models.Model):
    """What a board delegated to a named officer, with a due date (policy 8.4)."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="tasks")
    kind = models.CharField(max_length=30, help_text="prepare_plan, or another task in words.")
    title = models.CharField(max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="delegated_tasks"
    )
    due_on = models.DateField()
    original_due_on = models.DateField()
    created_at = models.DateTimeField(default=clock.now)
    late_reason = models.TextField(blank=True, help_text="Why it was not done by its day.")
    completed_at = models.DateTimeField(null=True)
    completed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = DelegatedTaskQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "pk")
        indexes = [
            models.Index(
                fields=("owner", "due_on", "id"),
                name="governance_open_tasks",
                condition=Q(completed_at__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="governance_task_completed_pair",
                condition=Q(completed_at__isnull=True, completed_by__isnull=True)
                | Q(completed_at__isnull=False, completed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_overdue(self, *, on: date) -> bool:
        """Overdue from the day after it was due."""
        return self.completed_at is None and self.due_on < on


class DateRevision(models.Model):
    """A board gives a task another day, and says why. Append-only: the first day is kept."""

    task = models.ForeignKey(DelegatedTask, on_delete=models.PROTECT, related_name="revisions")
    due_before = models.DateField()
    due_on = models.DateField()
    reason = models.TextField()
    revised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    revised_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                name="governance_revision_moves_and_says_why",
                condition=~Q(reason="") & ~Q(due_on=F("due_before")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task}: {self.due_before} to {self.due_on}"
