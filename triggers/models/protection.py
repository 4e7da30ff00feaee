"""Reports that only some may see, and texts about one person on their way to safeguarding."""

from typing import Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability


class RestrictionQuerySet(models.QuerySet["Restriction"]):
    def in_force(self) -> Self:
        return self.filter(lifted_at__isnull=True)

    def hold(self, report: models.Model) -> bool:
        """Whether one is in force; asked unless ``openable_by`` found that with the report."""
        known: bool | None = getattr(report, "is_restricted", None)
        return self.in_force().filter(report=report).exists() if known is None else known

    def hiding_from(self, user: User) -> Self:
        """In force and without this person's name on its list."""
        named = NamedPerson.objects.filter(user=user)
        return self.in_force().exclude(pk__in=named.values("restriction_id"))


class Restriction(models.Model):
    """From now on only named people find a report (quality T9, section 4).

    It takes effect at once, because protection comes first; who is named changes by two people.
    """

    report = models.ForeignKey(
        "triggers.TriggerReport", on_delete=models.PROTECT, related_name="restrictions"
    )
    reason = models.TextField()
    restricted_at = models.DateTimeField(default=clock.now)
    restricted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True)

    objects = RestrictionQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("report",),
                condition=Q(lifted_at__isnull=True),
                name="triggers_one_restriction_in_force",
            ),
            models.CheckConstraint(name="triggers_restriction_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"Restriction of {self.report}"


class NamedPersonQuerySet(models.QuerySet["NamedPerson"]):
    def naming(self, user: User) -> Self:
        """Where a person stands on the list of a restriction in force."""
        return self.filter(user=user, restriction__lifted_at__isnull=True)


class NamedPerson(models.Model):
    """Somebody who may find a restricted report."""

    restriction = models.ForeignKey(Restriction, on_delete=models.CASCADE, related_name="named")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField(default=clock.now)

    objects = NamedPersonQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("restriction", "user"), name="triggers_person_named_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} for {self.restriction.report}"


class ListChange(models.Model):
    """A change of the list of named people: one nominated officer proposes, another confirms."""

    class Kind(models.TextChoices):
        ADD = "add", "Name somebody"
        REMOVE = "remove", "Take somebody off the list"
        LIFT = "lift", "Lift the restriction"

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        CONFIRMED = "confirmed", "Confirmed"
        REFUSED = "refused", "Refused"

    restriction = models.ForeignKey(Restriction, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=10, choices=Kind)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = models.TextField()
    proposed_at = models.DateTimeField(default=clock.now)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("restriction",),
                condition=Q(state="proposed"),
                name="triggers_one_list_change_waits",
            ),
            models.CheckConstraint(
                name="triggers_list_change_names_whom",
                condition=Q(kind="lift", person__isnull=True)
                | Q(kind__in=("add", "remove"), person__isnull=False),
            ),
            models.CheckConstraint(
                name="triggers_list_change_says_who_decided",
                condition=Q(state="proposed", decided_at__isnull=True, decided_by__isnull=True)
                | Q(
                    state__in=("confirmed", "refused"),
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="triggers_list_change_by_two",
                condition=~Q(state="confirmed")
                | Q(decided_by__isnull=True)
                | ~Q(decided_by=F("proposed_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.person}" if self.person else "Lift"


class QuarantinedTextQuerySet(models.QuerySet["QuarantinedText"]):
    def waiting(self) -> Self:
        """Not yet confirmed by a safeguarding lead."""
        return self.filter(confirmed_at__isnull=True)

    def confirmed(self) -> Self:
        """Erased: who and when is all that is left of them."""
        return self.filter(confirmed_at__isnull=False).order_by("-confirmed_at", "-pk")

    def listed(self) -> Self:
        """Without the text, with the people."""
        related = ("report", "quarantined_by", "confirmed_by")
        return self.defer("text").select_related(*related)


class QuarantinedText(models.Model):
    """What a report said of one person, until safeguarding has it; then the text is erased.

    The row stays with who and when. The portal keeps no individual's case, only the opaque
    reference (policy 6.4, scenario O3).
    """

    report = models.ForeignKey(
        "triggers.TriggerReport", on_delete=models.PROTECT, related_name="handovers"
    )
    safeguarding_reference = models.CharField(max_length=40)
    text = models.TextField(blank=True)
    quarantined_at = models.DateTimeField(default=clock.now)
    quarantined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = QuarantinedTextQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("report",),
                condition=Q(confirmed_at__isnull=True),
                name="triggers_one_handover_waits",
            ),
            models.CheckConstraint(
                name="triggers_handover_has_reference", condition=~Q(safeguarding_reference="")
            ),
            models.CheckConstraint(
                name="triggers_text_erased_when_confirmed",
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True) & ~Q(text="")
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False, text=""),
            ),
            models.CheckConstraint(
                name="triggers_handover_by_two",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("quarantined_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report}, {self.safeguarding_reference}"


class NotHidden(Func):
    """True where no restriction hides a report, told by its key, from a person.

    The same as `~Exists(Restriction.objects.hiding_from(user).filter(report=...))`, and a test
    holds them together. It is written out because it stands in every list and every count of
    reports, where putting it together from querysets cost a third of the page (performance 1.5).
    """

    template = (
        "NOT EXISTS (SELECT 1 FROM triggers_restriction hiding"
        " WHERE hiding.report_id = %(expressions)s AND hiding.lifted_at IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM triggers_namedperson listed"
        " WHERE listed.restriction_id = hiding.id AND listed.user_id = %(person)d))"
    )
    arity = 1
    output_field = models.BooleanField()

    def __init__(self, report: str, user: User) -> None:
        super().__init__(report, person=user.pk or 0)


class NotQuarantined(Func):
    """True where nothing was taken out of a report, told by its key, for safeguarding."""

    template = (
        "NOT EXISTS (SELECT 1 FROM triggers_quarantinedtext taken"
        " WHERE taken.report_id = %(expressions)s)"
    )
    arity = 1
    output_field = models.BooleanField()


def not_handed_over(of: str = "") -> Q:
    """Not what ended with safeguarding; ``of`` leads to the report: "report__".

    One that was reopened is worked on again, redacted.
    """
    return ~Q((f"{of}status", "redirected")) | Q(NotQuarantined(f"{of}pk"))


def in_sight(user: User, of: str = "") -> Q:
    """What lists and counts show a person, in SQL, wherever it hangs on a report."""
    return Q(NotHidden(f"{of}pk", user)) & not_handed_over(of)


Kept = TypeVar("Kept", bound=models.Model)


class SightQuerySet(models.QuerySet[Kept]):
    """Reports, as far as restrictions and handovers leave them in sight."""

    def not_hidden_from(self, user: User) -> Self:
        """Without restricted reports that do not name the person."""
        return self.filter(NotHidden("pk", user))

    def not_handed_over(self) -> Self:
        """Without what ended with safeguarding, which is nowhere but in a count (scenario O3)."""
        return self.filter(not_handed_over())

    def publishable(self) -> Self:
        """What may be named in a document that anybody reads."""
        restricted = Restriction.objects.in_force()
        return self.filter(~Exists(restricted.filter(report=OuterRef("pk")))).not_handed_over()

    def in_reach_of(self, user: User) -> Self:
        """What may be opened by its reference.

        Audit opens restricted reports with a reason; triage and audit open what was handed over,
        from which the person it named is taken out.
        """
        found = self
        if not user.may(Capability.TRIGGER_READ_RESTRICTED):
            found = found.not_hidden_from(user)
        if not user.may(Capability.TRIGGER_READ):
            found = found.not_handed_over()
        restricted = Restriction.objects.in_force().filter(report=OuterRef("pk"))
        return found.annotate(is_restricted=Exists(restricted))
