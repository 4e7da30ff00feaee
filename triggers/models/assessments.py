"""Community Risk Assessments of reports (policy 9)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from carp import clock
from carp.council.models import CouncilPack
from triggers.models.reports import TriggerReport
from triggers.risk import Levels


class Assessment(models.Model):
    """A Community Risk Assessment of a report (policy 9). Locked when complete, then superseded.

    It keeps the council pack and matrix of its day, and the resulting words.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        COMPLETED = "completed", "Completed"
        SUPERSEDED = "superseded", "Superseded"

    report = models.ForeignKey(TriggerReport, on_delete=models.PROTECT, related_name="assessments")
    council_pack = models.ForeignKey(CouncilPack, on_delete=models.PROTECT, related_name="+")
    matrix = models.CharField(max_length=30)
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assessments"
    )
    created_at = models.DateTimeField(default=clock.now)
    completed_at = models.DateTimeField(null=True)
    what_works = models.TextField(blank=True, help_text="Positive work to build on (policy 1.3).")
    gaps = models.TextField(blank=True, help_text="What is not known.")
    confidence = models.CharField(max_length=10, blank=True, help_text="low, medium or high.")
    score = models.PositiveSmallIntegerField(null=True)
    band = models.CharField(max_length=30, blank=True)
    no_action_score = models.PositiveSmallIntegerField(null=True)
    no_action_band = models.CharField(max_length=30, blank=True)
    target_score = models.PositiveSmallIntegerField(null=True)
    target_band = models.CharField(max_length=30, blank=True)
    suggested_routes = models.JSONField(default=list)

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("report",), condition=Q(state="draft"), name="triggers_one_draft_a_report"
            ),
            models.UniqueConstraint(
                fields=("report",),
                condition=Q(state="completed"),
                name="triggers_one_assessment_in_force",
            ),
            models.CheckConstraint(
                name="triggers_completed_assessment_is_whole",
                condition=Q(state="draft", completed_at__isnull=True)
                | Q(
                    state__in=("completed", "superseded"),
                    completed_at__isnull=False,
                    score__isnull=False,
                    no_action_score__isnull=False,
                )
                & ~Q(band="")
                & ~Q(no_action_band="")
                & ~Q(confidence=""),
            ),
            models.CheckConstraint(
                name="triggers_target_has_score_and_band",
                condition=Q(target_score__isnull=True, target_band="")
                | Q(target_score__isnull=False) & ~Q(target_band=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Assessment of {self.report.reference}"


def _not_above(level: str) -> Q:
    """Either is not chosen yet, or the target is no higher than now."""
    target = f"target_{level}"
    unchosen = Q(**{f"{target}__isnull": True}) | Q(**{f"{level}__isnull": True})
    return unchosen | Q(**{f"{target}__lte": F(level)})


class RiskLine(models.Model):
    """One risk: its likelihood and its impacts, now, if nothing is done, and after what is planned.

    The target is not asked of every line; none of its levels is above that of now. The two
    impacts stay apart (policy 7.6.2); a line scores likelihood times the greater of them.
    A draft may hold half a line; the database completes no assessment with one, and locks the
    lines of a completed assessment.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="lines")
    description = models.CharField(max_length=300, blank=True)
    likelihood = models.PositiveSmallIntegerField(null=True)
    impact_people = models.PositiveSmallIntegerField(null=True)
    impact_community = models.PositiveSmallIntegerField(null=True)
    no_action_likelihood = models.PositiveSmallIntegerField(null=True)
    no_action_impact_people = models.PositiveSmallIntegerField(null=True)
    no_action_impact_community = models.PositiveSmallIntegerField(null=True)
    target_likelihood = models.PositiveSmallIntegerField(null=True)
    target_impact_people = models.PositiveSmallIntegerField(null=True)
    target_impact_community = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                name="triggers_levels_on_a_matrix",
                condition=Q(
                    likelihood__range=(1, 6),
                    impact_people__range=(1, 6),
                    impact_community__range=(1, 6),
                    no_action_likelihood__range=(1, 6),
                    no_action_impact_people__range=(1, 6),
                    no_action_impact_community__range=(1, 6),
                    target_likelihood__range=(1, 6),
                    target_impact_people__range=(1, 6),
                    target_impact_community__range=(1, 6),
                ),
            ),
            # A draft may lack the level of now, or that of the target: then there is nothing yet
            # to compare.
            models.CheckConstraint(
                name="triggers_target_not_above_now",
                condition=_not_above("likelihood")
                & _not_above("impact_people")
                & _not_above("impact_community"),
            ),
        ]

    def __str__(self) -> str:
        return self.description

    @property
    def now(self) -> Levels:
        return self.likelihood, self.impact_people, self.impact_community

    @property
    def no_action(self) -> Levels:
        return (
            self.no_action_likelihood,
            self.no_action_impact_people,
            self.no_action_impact_community,
        )

    @property
    def target(self) -> Levels:
        return self.target_likelihood, self.target_impact_people, self.target_impact_community
