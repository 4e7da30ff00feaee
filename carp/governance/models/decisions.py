"""What groups decided, and who was in the room (policy 8.4, 10.2, 11.2)."""

from typing import Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from carp import clock
from carp.accounts.models import User
from carp.governance.models.groups import Group, Sits
from carp.governance.models.meetings import Meeting

STANDING = ("confirmed", "superseded")
TO_NOTE = Q(meeting__isnull=True, noted_in__isnull=True, state="confirmed", one_step=False)


class DecisionQuerySet(models.QuerySet["Decision"]):
    def about(self, subject: models.Model) -> Self:
        return self.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)

    def drafts(self) -> Self:
        return self.filter(state=Decision.State.DRAFT)

    def standing(self) -> Self:
        """What was decided, corrected since or not: no drafts."""
        return self.filter(state__in=STANDING)

    def known_to(self, user: User) -> Self:
        """What was decided; and the drafts of the groups on which the person sits today."""
        return self.filter(Q(state__in=STANDING) | Q(Sits("group", user, on=clock.today())))

    def to_note(self, group: Group) -> Self:
        """Decided between meetings, and not yet noted at one."""
        return self.filter(TO_NOTE, group=group)


class Decision(models.Model):
    """What a group decided about one thing: drafted by one person, confirmed by another.

    A draft may still change. Once it is confirmed it never does (guarded in the database), and is
    corrected by a later one that takes its place. ``subject`` is named by type and key, because
    what boards decide on (referrals, plan versions) lives in apps above this one; ``follow_up`` is
    what that app will set going at the confirmation, and not before.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        CONFIRMED = "confirmed", "Confirmed"
        SUPERSEDED = "superseded", "Superseded"
        WITHDRAWN = "withdrawn", "Withdrawn draft"

    group = models.ForeignKey(
        Group, on_delete=models.PROTECT, db_index=False, related_name="decisions"
    )
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True)
    kind = models.CharField(max_length=30, help_text="A decision kind of the council pack.")
    subject_type = models.CharField(max_length=80)
    subject_id = models.BigIntegerField()
    subject_name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    edition = models.PositiveSmallIntegerField(default=1, help_text="How often it was written.")
    decided_on = models.DateField()
    reasons = models.TextField()
    alternatives = models.TextField(help_text="Alternatives considered and rejected.")
    conflicts = models.TextField(help_text="Interests declared, or that there were none.")
    follow_up = models.JSONField(default=dict, help_text="What the confirmation sets going.")
    exempt_paragraph = models.PositiveSmallIntegerField(
        null=True, help_text="Of Schedule 12A to the Local Government Act 1972."
    )
    public_interest = models.TextField(blank=True, help_text="Why it is better not published.")
    urgency = models.TextField(blank=True, help_text="Why it could not wait for a meeting.")
    opened_at = models.DateTimeField(null=True, help_text="When the members were asked to vote.")
    quorum = models.PositiveSmallIntegerField(help_text="The quorum in force on the day.")
    votes_for = models.PositiveSmallIntegerField(default=0)
    votes_against = models.PositiveSmallIntegerField(default=0)
    abstentions = models.PositiveSmallIntegerField(default=0)
    casting_vote = models.BooleanField(default=False, help_text="The chair's, for it, at a tie.")
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="decisions_drafted"
    )
    drafted_at = models.DateTimeField(default=clock.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    supersedes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    correction = models.TextField(blank=True, help_text="Why it takes the place of another.")
    noted_in = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, related_name="noted_decisions"
    )
    one_step = models.BooleanField(
        default=False, help_text="From before decisions were drafted and confirmed by two people."
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ("-decided_on", "-pk")
        indexes = [
            models.Index(fields=("subject_type", "subject_id"), name="governance_subject"),
            models.Index(fields=("group", "-decided_on", "-id"), name="governance_group_list"),
            models.Index(fields=("-decided_on", "-id"), name="governance_public_list"),
        ]
        constraints = [
            models.CheckConstraint(
                name="governance_decision_gives_reasons",
                condition=~Q(reasons="") & ~Q(alternatives="") & ~Q(conflicts=""),
            ),
            models.CheckConstraint(
                name="governance_known_decision_state",
                condition=Q(state__in=("draft", "confirmed", "superseded", "withdrawn")),
            ),
            models.UniqueConstraint(
                fields=("group", "subject_type", "subject_id"),
                condition=Q(state="draft"),
                name="governance_one_draft_a_subject",
            ),
            models.CheckConstraint(
                name="governance_confirmed_by_another",
                condition=Q(one_step=True)
                | Q(
                    state__in=("draft", "withdrawn"),
                    confirmed_by__isnull=True,
                    confirmed_at__isnull=True,
                )
                | Q(
                    ~Q(confirmed_by=F("drafted_by")),
                    state__in=STANDING,
                    confirmed_by__isnull=False,
                    confirmed_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="governance_confirmed_is_carried",
                condition=Q(one_step=True)
                | Q(state__in=("draft", "withdrawn"))
                | Q(casting_vote=False, votes_for__gt=F("votes_against"))
                | Q(casting_vote=True, votes_for=F("votes_against")),
            ),
            models.CheckConstraint(
                name="governance_confirmed_is_quorate",
                condition=Q(one_step=True)
                | Q(state__in=("draft", "withdrawn"))
                | Q(quorum__lte=F("votes_for") + F("votes_against") + F("abstentions")),
            ),
            models.CheckConstraint(
                name="governance_exempt_says_why",
                condition=Q(exempt_paragraph__isnull=True, public_interest="")
                | Q(
                    ~Q(public_interest=""),
                    exempt_paragraph__isnull=False,
                    exempt_paragraph__gte=1,
                    exempt_paragraph__lte=7,
                ),
            ),
            models.CheckConstraint(
                name="governance_between_meetings_is_urgent",
                condition=Q(one_step=True)
                | Q(meeting__isnull=False, urgency="", opened_at__isnull=True)
                | Q(~Q(urgency=""), meeting__isnull=True, state__in=("draft", "withdrawn"))
                | Q(~Q(urgency=""), meeting__isnull=True, opened_at__isnull=False),
            ),
            models.CheckConstraint(
                name="governance_correction_says_why",
                condition=Q(supersedes__isnull=True, correction="")
                | Q(~Q(correction=""), supersedes__isnull=False),
            ),
            models.UniqueConstraint(
                fields=("supersedes",),
                condition=Q(state__in=STANDING),
                name="governance_superseded_once",
            ),
            models.CheckConstraint(
                name="governance_only_urgent_is_noted",
                condition=Q(noted_in__isnull=True) | Q(meeting__isnull=True, state__in=STANDING),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.kind} {self.subject_name}"

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def subject(self) -> models.Model:
        """What it is about, by its key alone: enough to ask who has an interest in it."""
        model: type[models.Model] = apps.get_model(self.subject_type)
        return model(pk=self.subject_id)

    @property
    def is_to_note(self) -> bool:
        """Decided between meetings, and not yet noted at one (``to_note``)."""
        waits = self.is_between_meetings and self.noted_in_id is None
        return waits and self.state == self.State.CONFIRMED and not self.one_step

    @property
    def is_between_meetings(self) -> bool:
        return self.meeting_id is None


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def counted(self) -> Self:
        """Who makes the quorum: everybody but those who left the room."""
        return self.exclude(part=Attendance.Part.RECUSED)


class Attendance(models.Model):
    """A person's part in one decision: their vote, or out of the room with an interest."""

    class Part(models.TextChoices):
        FOR = "for", "For"
        AGAINST = "against", "Against"
        ABSTAIN = "abstain", "Abstained"
        RECUSED = "recused", "Left the room: declared an interest"
        PRESENT = "present", "Present, vote not recorded"

    VOTES = (Part.FOR, Part.AGAINST, Part.ABSTAIN, Part.RECUSED)

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="attendances")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=Part)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("decision", "user"), name="governance_one_part_a_decision"
            ),
            models.CheckConstraint(
                name="governance_known_part",
                condition=Q(part__in=("for", "against", "abstain", "recused", "present")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_part_display()}"

    @property
    def is_counted(self) -> bool:
        """As ``counted`` of the queryset says it."""
        return self.part != self.Part.RECUSED
