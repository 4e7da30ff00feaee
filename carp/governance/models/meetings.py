"""When groups meet, what they have before them, and who came."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from carp import clock
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
        indexes = [
            models.Index(fields=("group", "-on", "-id"), name="governance_meeting_list"),
        ]
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

    @property
    def is_to_come(self) -> bool:
        """Whether things can still be put before it."""
        return self.state == self.State.PLANNED and self.on >= clock.today()


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    def listed(self) -> Self:
        """On the agenda: not put off to another meeting."""
        return self.filter(state=AgendaItem.State.LISTED)

    def about(self, subject: models.Model) -> Self:
        return self.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)

    def to_come(self) -> Self:
        """Listed for a meeting that has still to be held."""
        return self.listed().filter(
            meeting__state=Meeting.State.PLANNED, meeting__on__gte=clock.today()
        )


class AgendaItem(models.Model):
    """One thing before a meeting: what waits for the group, or a matter in words of its own.

    ``subject`` is named by type and key, as a decision names it. ``title`` holds no more than its
    reference: what it is about is shown to those who may read it.
    """

    class State(models.TextChoices):
        LISTED = "listed", "On the agenda"
        DEFERRED = "deferred", "Deferred"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    subject_type = models.CharField(max_length=80, blank=True)
    subject_id = models.BigIntegerField(null=True)
    title = models.CharField(max_length=200)
    note = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.LISTED)
    deferred_to = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(blank=True, help_text="Why it was deferred.")
    placed_at = models.DateTimeField(default=clock.now)
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        ordering = ("position", "pk")
        indexes = [
            models.Index(fields=("subject_type", "subject_id"), name="governance_item_subject"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("meeting", "subject_type", "subject_id"),
                condition=Q(state="listed", subject_id__isnull=False),
                name="governance_once_on_an_agenda",
            ),
            models.CheckConstraint(name="governance_item_has_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="governance_item_subject_whole",
                condition=Q(subject_type="", subject_id__isnull=True)
                | ~Q(subject_type="") & Q(subject_id__isnull=False),
            ),
            models.CheckConstraint(
                name="governance_item_known_state",
                condition=Q(state="listed", deferred_to__isnull=True, reason="")
                | Q(state="deferred") & ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class MeetingAttendance(models.Model):
    """Whether somebody with a seat came to a meeting (policy 10.2)."""

    class Part(models.TextChoices):
        PRESENT = "present", "Present"
        APOLOGIES = "apologies", "Sent apologies"
        ABSENT = "absent", "Absent"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=Part)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("meeting", "user"), name="governance_one_part_a_meeting"
            ),
            models.CheckConstraint(
                name="governance_known_attendance",
                condition=Q(part__in=("present", "apologies", "absent")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_part_display()}"
