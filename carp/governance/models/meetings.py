"""When groups meet."""

from django.db import models
from django.db.models import Q

from carp.governance.models.groups import Group


class Meeting(models.Model):
    """A meeting of a group: planned, held or cancelled."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        HELD = "held", "Held"
        CANCELLED = "cancelled", "Cancelled"

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="meetings")
    on = models.DateField()
    place = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)

    class Meta:
        ordering = ("on", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("group", "on"),
                condition=~Q(state="cancelled"),
                name="governance_one_meeting_a_day",
            ),
            models.CheckConstraint(
                name="governance_known_meeting_state",
                condition=Q(state__in=("planned", "held", "cancelled")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}, {self.on.day} {self.on:%B %Y}"
