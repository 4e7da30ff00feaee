"""Boards and what they decide (policy 8.3, 8.4, 10.2, 11.2).

A decision carries what the Openness of Local Government Bodies Regulations 2014 (regulations 7
and 8) ask of an officer's decision: date, decision, reasons, alternatives rejected, conflicts.
"""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability


class GroupQuerySet(models.QuerySet["Group"]):
    def standing(self, *, on: date) -> Self:
        """Groups that exist on a day."""
        begun = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
        return self.filter(begun, Q(valid_to__isnull=True) | Q(valid_to__gte=on))

    def of_member(self, user: User, *, on: date) -> Self:
        """Groups on which a person sits on a day."""
        return self.filter(
            pk__in=Membership.objects.in_term(on=on).filter(user=user).values("group_id")
        )


class Group(models.Model):
    """A board, committee, forum or panel, as the council pack names it."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=30)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True)
    quorum = models.PositiveSmallIntegerField()
    cadence_min_days = models.PositiveSmallIntegerField(null=True)
    cadence_max_days = models.PositiveSmallIntegerField(null=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    objects = GroupQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(name="governance_quorum_of_one", condition=Q(quorum__gte=1)),
            models.CheckConstraint(
                name="governance_cadence_in_order",
                condition=Q(cadence_min_days__isnull=True, cadence_max_days__isnull=True)
                | Q(
                    cadence_min_days__isnull=False,
                    cadence_max_days__isnull=False,
                    cadence_max_days__gte=F("cadence_min_days"),
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def in_term(self, *, on: date) -> Self:
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on, user__is_active=True
        )


class Membership(models.Model):
    """A person's seat on a group for a term."""

    class Seat(models.TextChoices):
        MEMBER = "member", "Member"
        CHAIR = "chair", "Chair"
        SECRETARY = "secretary", "Secretary"

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships"
    )
    seat = models.CharField(max_length=12, choices=Seat, default=Seat.MEMBER)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("group", "user", "seat", "starts_on"), name="governance_one_seat_a_term"
            ),
            models.CheckConstraint(
                name="governance_term_in_order",
                condition=Q(ends_on__isnull=True)
                | Q(ends_on__isnull=False, ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="governance_known_seat",
                condition=Q(seat__in=("member", "chair", "secretary")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_seat_display().lower()} of {self.group}"


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


class DecisionQuerySet(models.QuerySet["Decision"]):
    def about(self, subject: models.Model) -> Self:
        return self.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)


class Decision(models.Model):
    """What a group decided about one thing. Never changed; corrected by a later one.

    ``subject`` is named by type and key, because what boards decide on (referrals, plan versions)
    lives in apps above this one.
    """

    group = models.ForeignKey(
        Group, on_delete=models.PROTECT, db_index=False, related_name="decisions"
    )
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True)
    kind = models.CharField(max_length=30, help_text="A decision kind of the council pack.")
    subject_type = models.CharField(max_length=80)
    subject_id = models.BigIntegerField()
    subject_name = models.CharField(max_length=200)
    decided_on = models.DateField()
    reasons = models.TextField()
    alternatives = models.TextField(help_text="Alternatives considered and rejected.")
    conflicts = models.TextField(help_text="Interests declared, or that there were none.")
    quorum = models.PositiveSmallIntegerField(help_text="The quorum in force on the day.")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="decisions_recorded"
    )
    recorded_at = models.DateTimeField(default=clock.now)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ("-decided_on", "-pk")
        indexes = [
            models.Index(fields=("subject_type", "subject_id"), name="governance_subject"),
            models.Index(fields=("group", "-decided_on", "-id"), name="governance_group_list"),
        ]
        constraints = [
            models.CheckConstraint(
                name="governance_decision_gives_reasons",
                condition=~Q(reasons="") & ~Q(alternatives="") & ~Q(conflicts=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.kind} {self.subject_name}"


class Attendance(models.Model):
    """A person's part in one decision: present and counted, or out of the room with an interest."""

    class Part(models.TextChoices):
        PRESENT = "present", "Present"
        RECUSED = "recused", "Left the room: declared an interest"

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="attendances")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=Part)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("decision", "user"), name="governance_one_part_a_decision"
            ),
            models.CheckConstraint(
                name="governance_known_part", condition=Q(part__in=("present", "recused"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_part_display()}"


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
