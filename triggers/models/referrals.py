"""Where a report was sent, and what was asked about it (policy 8.2, 8.3)."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Func, Q

from carp import clock
from carp.accounts.models import Organisation, User
from carp.governance.models import Decision, Group, Meeting
from triggers.models import ties
from triggers.models.assessments import Assessment
from triggers.models.protection import NotHidden, NotQuarantined, in_sight
from triggers.models.reports import TriggerReport


class ReferralQuerySet(models.QuerySet["Referral"]):
    def waiting(self) -> Self:
        return self.filter(state__in=(Referral.State.RAISED, Referral.State.ON_AGENDA))

    def visible_to(self, user: User) -> Self:
        return self.filter(report__in=TriggerReport.objects.visible_to(user))

    def known_to(self, user: User) -> Self:
        """Which may be counted for a person, if not read: none of what is hidden from them."""
        return self.filter(in_sight(user, of="report__"))

    def hidden_from(self, user: User) -> Self:
        """Of restricted reports that do not name the person, and of those handed over."""
        return self.filter(~in_sight(user, of="report__"))


class Hidden(Func):
    """True where a referral, told by its key, is among those of ``hidden_from`` a person.

    Written out as NotHidden is, and for the same reason: it stands in every list of what boards
    decided or delegated. A test holds the two together.
    """

    template = (
        "%(expressions)s IN (SELECT sent.id FROM triggers_referral sent"  # noqa: S608 - our own words
        " JOIN triggers_triggerreport told ON told.id = sent.report_id WHERE NOT ("
        + NotHidden.template.replace("%(expressions)s", "told.id")
        + " AND (told.status <> 'redirected' OR "
        + NotQuarantined.template.replace("%(expressions)s", "told.id")
        + ")))"
    )
    arity = 1
    output_field = models.BooleanField()

    def __init__(self, referral: str, user: User) -> None:
        super().__init__(referral, person=user.pk or 0)


class Referral(models.Model):
    """One route on which a report was sent (policy 8.3); a report may have several.

    It waits on each route once; a route that was considered can be taken again.
    """

    class State(models.TextChoices):
        RAISED = "raised", "Raised"
        ON_AGENDA = "on_agenda", "On an agenda"
        CONSIDERED = "considered", "Considered"
        WITHDRAWN = "withdrawn", "Withdrawn"

    report = models.ForeignKey(TriggerReport, on_delete=models.PROTECT, related_name="referrals")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="referrals")
    route = models.CharField(max_length=30, help_text="A route of the council pack.")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, related_name="+")
    service_managers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+"
    )
    state = models.CharField(max_length=12, choices=State, default=State.RAISED)
    reason = models.TextField(blank=True, help_text="Why, where the suggestion was not followed.")
    watch_until = models.DateField(null=True, blank=True)
    done = models.TextField(blank=True, help_text="What the service managers did.")
    raised_at = models.DateTimeField(default=clock.now)
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decision = models.OneToOneField(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    ties = ties.REFERRAL
    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        indexes = [
            models.Index(
                fields=("group", "raised_at", "id"),
                name="triggers_waiting_for_board",
                condition=Q(state__in=("raised", "on_agenda")),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("report", "route"),
                condition=Q(state__in=("raised", "on_agenda")),
                name="triggers_route_once",
            ),
            models.CheckConstraint(
                name="triggers_considered_by_a_group_has_decision",
                condition=~Q(state="considered")
                | Q(group__isnull=True)
                | Q(decision__isnull=False),
            ),
            models.CheckConstraint(
                name="triggers_on_agenda_has_meeting",
                condition=~Q(state="on_agenda") | Q(meeting__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report.reference}, {self.group or self.route.replace('_', ' ')}"


class InformationRequestQuerySet(models.QuerySet["InformationRequest"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(report__in=TriggerReport.objects.visible_to(user))

    def open(self) -> Self:
        return self.filter(answered_at__isnull=True)

    def overdue(self, *, on: date) -> Self:
        """Not answered, and the day after it was due has come."""
        return self.open().filter(due_on__lt=on)


class InformationRequest(models.Model):
    """A question that the nominated officer asks while assessing (policy 8.2, 9.2).

    Of a service of the council pack, of a partner organisation, or of anybody in words;
    ``asked_of`` holds the words in each case.
    """

    report = models.ForeignKey(
        TriggerReport, on_delete=models.PROTECT, related_name="information_requests"
    )
    asked_of = models.CharField(max_length=200)
    service = models.CharField(max_length=30, blank=True, help_text="A service of the pack.")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_email = models.EmailField(blank=True, help_text="Who is told that a question waits.")
    question = models.TextField()
    due_on = models.DateField()
    asked_at = models.DateTimeField(default=clock.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)

    objects = InformationRequestQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        indexes = [
            models.Index(
                fields=("due_on", "id"),
                name="triggers_unanswered",
                condition=Q(answered_at__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="triggers_asked_of_one",
                condition=Q(service="") | Q(organisation__isnull=True),
            ),
            models.CheckConstraint(
                name="triggers_answer_has_its_time",
                condition=Q(answer="", answered_at__isnull=True)
                | ~Q(answer="") & Q(answered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report.reference}: asked of {self.asked_of}"

    def is_overdue(self, *, on: date) -> bool:
        """Overdue from the day after the answer was due."""
        return self.answered_at is None and self.due_on < on
