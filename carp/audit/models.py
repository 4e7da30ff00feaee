"""The audit trail: the events, reasons that may be erased, and the head of the hash chain."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from carp import clock


class AuditEvent(models.Model):
    """One act of one person on one thing, for ever (ASVS 16.2; policy 10.1).

    Database triggers refuse UPDATE, DELETE, REPLACE and TRUNCATE; each row's hash covers the row
    before it, so that a row changed behind the database's back is found by ``audit verify``.
    """

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    by_name = models.CharField(max_length=200, help_text="Name and post on the day, as text.")
    action = models.CharField(max_length=80)
    capability = models.CharField(max_length=60, blank=True)
    subject_type = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=40)
    subject_name = models.CharField(max_length=200)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("sequence",)
        indexes = [
            models.Index(fields=("subject_type", "subject_id", "sequence"), name="audit_subject"),
            models.Index(fields=("by", "-sequence"), name="audit_actor"),
        ]
        constraints = [
            models.CheckConstraint(name="audit_sequence_positive", condition=Q(sequence__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action} {self.subject_name}"

    @property
    def why(self) -> str:
        """The reason, whichever of the two places it is kept in; empty once it is erased."""
        kept = getattr(self, "erasable_reason", None)
        return kept.text if kept else self.reason


class ErasableReason(models.Model):
    """What somebody typed as the reason of an act, apart from the chain (scenario O3; UK GDPR 17).

    It may name a person, and the chain forgets nothing. So the event vouches for it by a digest,
    salted with what is erased with the text: then the digest tells nothing any more. The database
    lets text and salt be emptied, and nothing else.
    """

    event = models.OneToOneField(
        AuditEvent, on_delete=models.PROTECT, primary_key=True, related_name="erasable_reason"
    )
    text = models.TextField(blank=True)
    salt = models.CharField(max_length=32, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                name="audit_reason_erased_with_its_salt",
                condition=Q(text="", salt="") | ~Q(text="") & ~Q(salt=""),
            ),
        ]

    def __str__(self) -> str:
        return f"reason of event {self.event_id}"


class ChainHead(models.Model):
    """The last link of the chain: one row, locked by each writer, so that the chain cannot fork."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    sequence = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(name="audit_one_head", condition=Q(id=1)),
        ]

    def __str__(self) -> str:
        return f"chain head at {self.sequence}"
