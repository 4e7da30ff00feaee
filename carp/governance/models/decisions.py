"""What groups decided, and who was in the room (policy 8.4, 10.2, 11.2)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from carp import clock
from carp.governance.models.groups import Group
from carp.governance.models.meetings import Meeting


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
