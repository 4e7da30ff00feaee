"""The Communities at Risk Register (policy 6): areas, communities and the evidence about them."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.sql.compiler import SQLCompiler

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability


class AreaQuerySet(models.QuerySet["Area"]):
    def wards(self) -> Self:
        return self.filter(kind=Area.Kind.WARD, valid_to__isnull=True)

    def small_areas(self) -> Self:
        """Lower layer Super Output Areas of the newest vintage."""
        return self.filter(kind=Area.Kind.LSOA, valid_to__isnull=True)


class Area(models.Model):
    """A statistical or electoral area, by its ONS (GSS) code and vintage.

    ``geometry`` is GeoJSON in WGS84. A split or merged area keeps its row with ``valid_to`` set,
    so that old figures stay attached to the boundary of their day.
    """

    class Kind(models.TextChoices):
        DISTRICT = "district", "District"
        WARD = "ward", "Ward"
        PARISH = "parish", "Parish"
        LSOA = "lsoa", "Small area (LSOA)"

    code = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind)
    vintage = models.PositiveSmallIntegerField()
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    geometry = models.JSONField(default=dict)
    valid_to = models.DateField(null=True, blank=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ("code",)
        indexes = [models.Index(fields=("kind", "code"), name="register_area_kind")]
        constraints = [
            models.UniqueConstraint(fields=("code", "vintage"), name="register_area_code_vintage"),
            models.CheckConstraint(
                name="register_known_area_kind",
                condition=Q(kind__in=("district", "ward", "parish", "lsoa")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Names(models.Aggregate):
    """Names joined with commas, by the database."""

    function = "STRING_AGG"
    template = "%(function)s(%(expressions)s, ', ')"
    output_field = models.TextField()

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **extra)


class CommunityQuerySet(models.QuerySet["Community"]):
    def visible_to(self, user: User) -> Self:
        """Every officer and member reads the register (policy 6.2); partners do not yet."""
        return self if user.may(Capability.REGISTER_READ) else self.none()

    def on_register(self) -> Self:
        return self.exclude(status=Community.Status.CLOSED)

    def identified(self) -> Self:
        """Communities for which a plan shall be created (policy 7.1)."""
        return self.filter(status__in=(Community.Status.IDENTIFIED, Community.Status.ACTIVE))

    def plan_overdue(self, *, on: date) -> Self:
        return self.filter(status=Community.Status.IDENTIFIED, plan_due_on__lt=on)

    def in_area(self, code: str) -> Self:
        """Communities in an area of any vintage, or in a smaller area of it."""
        links = Community.areas.through.objects.filter(
            Q(area__code=code) | Q(area__parent__code=code)
        )
        return self.filter(pk__in=links.values("community_id"))

    def with_places(self) -> Self:
        """``places``: the names of a community's areas in one text."""
        areas = Area.objects.filter(communities=OuterRef("pk")).order_by().values("communities")
        return self.annotate(places=Subquery(areas.annotate(names=Names("name")).values("names")))


class Community(models.Model):
    """A place or a group with a shared characteristic that may be at risk (policy 1.1, 2)."""

    class Kind(models.TextChoices):
        PLACE = "place", "A place"
        GROUP = "group", "A group with a shared characteristic"
        BOTH = "both", "A group in a place"

    class Status(models.TextChoices):
        EMERGING = "emerging", "Emerging"
        IDENTIFIED = "identified", "Identified"
        ACTIVE = "active", "Active response"
        STEPPED_DOWN = "stepped_down", "Stepped down"
        CLOSED = "closed", "Closed"

    reference = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=10, choices=Kind)
    scale = models.CharField(max_length=30, blank=True, help_text="A scale of the council pack.")
    status = models.CharField(max_length=20, choices=Status, default=Status.EMERGING)
    areas = models.ManyToManyField(Area, blank=True, related_name="communities")
    streets = models.TextField(blank=True, help_text="Kept out of everything that is published.")
    summary = models.TextField(blank=True)
    what_works = models.TextField(blank=True, help_text="Positive work to build on (policy 1.3).")
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    identified_on = models.DateField(null=True, blank=True)
    plan_due_on = models.DateField(null=True, blank=True)
    next_review_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    search_text = models.TextField(blank=True, editable=False)

    objects = CommunityQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        indexes = [
            models.Index(fields=("-created_at", "-id"), name="register_newest"),
            models.Index(fields=("status", "-created_at", "-id"), name="register_by_status"),
            models.Index(fields=("name", "id"), name="register_by_name"),
        ]
        constraints = [
            models.CheckConstraint(
                name="register_identified_has_its_day",
                condition=Q(status="emerging")
                | Q(status="closed")
                | Q(identified_on__isnull=False),
            ),
            models.CheckConstraint(
                name="register_known_status",
                condition=Q(
                    status__in=("emerging", "identified", "active", "stepped_down", "closed")
                ),
            ),
            models.CheckConstraint(
                name="register_known_kind", condition=Q(kind__in=("place", "group", "both"))
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def plan_is_overdue(self, *, on: date) -> bool:
        """An identified community without a plan in force, from the day after it was due."""
        identified = self.status == Community.Status.IDENTIFIED
        return identified and self.plan_due_on is not None and self.plan_due_on < on


class CommunityCategory(models.Model):
    """A common factor that makes a group a community (policy 2.2); several per community."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="categories")
    code = models.CharField(max_length=30)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=("community", "code"), name="register_category_once"),
        ]

    def __str__(self) -> str:
        return self.code


class Evidence(models.Model):
    """Something known about a community, with where it came from (policy 3.4, 5.2, 6.3)."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="evidence")
    source = models.CharField(max_length=40, help_text="A source of 5.2 in the council pack.")
    title = models.CharField(max_length=160)
    text = models.TextField()
    link = models.URLField(max_length=500, blank=True)
    dated = models.DateField(help_text="The day or the end of the period it speaks of.")
    added_at = models.DateTimeField(default=clock.now)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("-dated", "-pk")
        verbose_name_plural = "evidence"

    def __str__(self) -> str:
        return self.title
