"""The outbox's one table, and the mail that the demonstration shows instead of sending."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from carp import clock


class OutboxQuerySet(models.QuerySet["OutboxItem"]):
    def due(self, *, on: datetime) -> Self:
        """Waiting rows whose time has come, and rows whose worker let its lease run out."""
        waiting = Q(state=OutboxItem.State.WAITING, due_at__lte=on)
        abandoned = Q(state=OutboxItem.State.LEASED, leased_until__lte=on)
        return self.filter(waiting | abandoned).order_by("due_at", "pk")

    def in_trouble(self) -> Self:
        """Given up, or tried in vain so far."""
        return self.filter(Q(state=OutboxItem.State.DEAD) | Q(state="waiting", failures__gt=0))

    def unfinished(self) -> Self:
        return self.filter(state__in=(OutboxItem.State.WAITING, OutboxItem.State.LEASED))


class OutboxItem(models.Model):
    """One side effect that is owed: a mail, a report run, an import.

    A row is waiting, leased to one worker until a time, done, or dead after its last attempt.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        LEASED = "leased", "Being done"
        DONE = "done", "Done"
        DEAD = "dead", "Given up"

    topic = models.CharField(max_length=40)
    payload = models.JSONField(default=dict)
    key = models.CharField(max_length=120, unique=True, help_text="The effect happens once a key.")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(default=clock.machine_now)
    due_at = models.DateTimeField(default=clock.machine_now)
    attempts = models.PositiveSmallIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0, help_text="Attempts that told why.")
    lease = models.CharField(max_length=32, blank=True)
    leased_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        indexes = [
            models.Index(
                fields=("due_at", "id"), name="outbox_waiting", condition=Q(state="waiting")
            ),
            models.Index(
                fields=("leased_until", "id"), name="outbox_leased", condition=Q(state="leased")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="outbox_lease_has_its_end",
                condition=~Q(state="leased") | Q(leased_until__isnull=False) & ~Q(lease=""),
            ),
            models.CheckConstraint(
                name="outbox_finished_has_its_time",
                condition=Q(state__in=("waiting", "leased"), finished_at__isnull=True)
                | Q(state__in=("done", "dead"), finished_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"


class DeliveredMail(models.Model):
    """A mail that the portal delivered to its own visible outbox (the demonstration's post box)."""

    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    sent_at = models.DateTimeField(default=clock.now)
    key = models.CharField(max_length=120, unique=True)

    class Meta:
        ordering = ("-sent_at", "-pk")
        indexes = [models.Index(fields=("-sent_at", "-id"), name="outbox_newest_mail")]

    def __str__(self) -> str:
        return f"{self.subject} to {self.to}"
