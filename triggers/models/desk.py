"""What officers keep at their desk: what is to be done for a report, and ways to see the queue."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from carp import clock
from carp.accounts.models import User
from triggers.models.reports import TriggerReport


class ReportTaskQuerySet(models.QuerySet["ReportTask"]):
    def open(self) -> Self:
        return self.filter(state="open")

    def visible_to(self, user: User) -> Self:
        return self.filter(report__in=TriggerReport.objects.visible_to(user))


class ReportTask(models.Model):
    """One thing to do for a report, by a named officer and a day (policy 8.2).

    A board's tasks are another matter: they stand on a decision (``governance.DelegatedTask``).
    """

    class State(models.TextChoices):
        OPEN = "open", "To do"
        DONE = "done", "Done"
        CANCELLED = "cancelled", "Cancelled"

    report = models.ForeignKey(TriggerReport, on_delete=models.PROTECT, related_name="tasks")
    title = models.CharField(max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    due_on = models.DateField()
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    note = models.TextField(blank=True, help_text="What came of it, or why it was not done.")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = ReportTaskQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "pk")
        indexes = [
            models.Index(
                fields=("owner", "due_on", "id"),
                name="triggers_open_tasks",
                condition=Q(state="open"),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="triggers_known_task_state",
                condition=Q(state__in=("open", "done", "cancelled")),
            ),
            models.CheckConstraint(
                name="triggers_ended_task_says_when_and_who",
                condition=Q(state="open", ended_at__isnull=True, ended_by__isnull=True)
                | ~Q(state="open") & Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
            models.CheckConstraint(
                name="triggers_cancelled_task_says_why",
                condition=~Q(state="cancelled") | ~Q(note=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_overdue(self, *, on: date) -> bool:
        """Overdue from the day after it was due."""
        return self.state == self.State.OPEN and self.due_on < on


class SavedFilter(models.Model):
    """A way to see the queue that somebody comes back to; theirs alone.

    ``heap`` is a heap of the queue and ``query`` the parameters that its list understands.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="saved_filters",
    )
    name = models.CharField(max_length=60)
    heap = models.CharField(max_length=20)
    query = models.CharField(max_length=1000, blank=True)
    saved_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("name", "pk")
        constraints = [
            models.UniqueConstraint("owner", Lower("name"), name="triggers_filter_name_once"),
            models.CheckConstraint(name="triggers_filter_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name
