"""Plans and who works on them (policy 7.1, 7.6.4)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.council.models import CouncilPack
from carp.governance.models import DelegatedTask
from carp.governance.permissions import conflicting
from carp.governance.ties import Tie
from register.models import Community
from triggers.models import TriggerReport


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, user: User) -> Self:
        """Plans are a corporate resource (policy 6.2); but not for whoever declared an interest.

        Who leads or made a plan works on it in spite of one: they do not decide on it (quality S1).
        """
        if not user.may(Capability.PLAN_READ):
            return self.none()
        return self.filter(Q(lead=user) | Q(created_by=user) | ~conflicting(user, Plan))

    def hidden_from(self, user: User) -> Self:
        """The few that ``visible_to`` leaves out for somebody who reads plans."""
        return self.filter(conflicting(user, Plan)).exclude(Q(lead=user) | Q(created_by=user))

    def withheld(self) -> Self:
        """What a board asked for because of a report that is restricted, or was handed over.

        Nothing of it leaves the council (quality T9).
        """
        led = TriggerReport.objects.filter(referrals__decision__tasks=OuterRef("task"))
        return self.filter(Exists(led), ~Exists(led.publishable()), task__isnull=False)


class Plan(models.Model):
    """An action plan for a community (policy 7.1), made by a plan type of the council pack."""

    reference = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=160)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="plans")
    plan_type = models.CharField(max_length=30)
    council_pack = models.ForeignKey(CouncilPack, on_delete=models.PROTECT, related_name="+")
    task = models.OneToOneField(
        DelegatedTask, on_delete=models.PROTECT, null=True, blank=True, related_name="plan"
    )
    umbrella = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="themed_plans"
    )
    theme = models.CharField(max_length=30, blank=True, help_text="A theme of the umbrella.")
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="plans_led"
    )
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)
    search_text = models.TextField(blank=True, editable=False)

    # An interest in one of these is one in the plan (Localism Act 2011, section 31).
    ties = (
        Tie("register.community", "community"),
        Tie("actionplans.planversion", "versions"),
        Tie("accounts.organisation", "team__organisation", by="subject_name"),
        Tie("accounts.organisation", "actions__owner_organisation", by="subject_name"),
    )

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        indexes = [models.Index(fields=("-created_at", "-id"), name="actionplans_newest")]
        constraints = [
            models.CheckConstraint(
                name="actionplans_theme_of_an_umbrella",
                condition=Q(umbrella__isnull=True, theme="")
                | (Q(umbrella__isnull=False) & ~Q(theme="")),
            ),
            models.UniqueConstraint(
                fields=("umbrella", "theme"),
                condition=Q(umbrella__isnull=False, closed_at__isnull=True),
                name="actionplans_one_open_plan_a_theme",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class TeamMember(models.Model):
    """Somebody in the delivery team and what they do (policy 7.6.4)."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="team")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=120)
    organisation = models.CharField(max_length=160, blank=True)
    part = models.CharField(max_length=300, help_text="What they do.")

    class Meta:
        ordering = ("pk",)
        indexes = [models.Index(fields=("organisation",), name="actionplans_team_from")]
        constraints = [
            models.UniqueConstraint(
                fields=("plan", "user"),
                condition=Q(user__isnull=False),
                name="actionplans_person_once_in_team",
            ),
        ]

    def __str__(self) -> str:
        return self.name
