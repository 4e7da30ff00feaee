"""The calendar that a person's own programs read their actions from."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from carp import clock


class CalendarFeed(models.Model):
    """A secret address under which one person's due days can be read without signing in.

    Its address is worked out from the key of the row and the portal's secret, so that no copy of
    the database gives it away. An address that ended is never opened again.
    """

    class Shows(models.TextChoices):
        TITLES = "titles", "The title of each action and its day"
        DAYS = "days", "The day only"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    shows = models.CharField(max_length=6, choices=Shows)
    opened_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("user",),
                condition=Q(ended_at__isnull=True),
                name="actionplans_one_calendar_a_person",
            ),
            models.CheckConstraint(
                name="actionplans_known_calendar", condition=Q(shows__in=("titles", "days"))
            ),
        ]

    def __str__(self) -> str:
        return f"Calendar of {self.user}"
