"""Answers that somebody saved, to finish their report another day (policy 8.5)."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from carp import clock


class SavedDraftQuerySet(models.QuerySet["SavedDraft"]):
    def kept(self) -> Self:
        """Those that still hold their answers."""
        return self.filter(state=SavedDraft.State.KEPT)

    def out_of_time(self, *, on: date) -> Self:
        """Those whose last day is over, with their answers or without."""
        return self.filter(expires_on__lt=on)


class SavedDraft(models.Model):
    """The answers of a report that is not finished, for whoever holds the code.

    Of the code only a keyed hash is kept, and nothing says who saved it. The row outlives its
    answers for a while, so that an old code can be told kindly why it opens nothing.
    """

    class State(models.TextChoices):
        KEPT = "kept", "Kept"
        SAVED_AGAIN = "saved_again", "Saved again under a newer code"
        SENT = "sent", "Sent"
        EXPIRED = "expired", "Expired"

    code_hash = models.CharField(max_length=64, unique=True)
    # The report that is being written, as a keyed hash: saved again, it is still the same one.
    draft_hash = models.CharField(max_length=64, db_index=True)
    # The key of the report that these answers are, or become: by it a handover finds them.
    report_key = models.CharField(max_length=64, blank=True, db_index=True)
    state = models.CharField(max_length=12, choices=State, default=State.KEPT)
    # JSON in ASCII: PostgreSQL's own kind takes no NUL, and what was typed is kept right or wrong.
    answers = models.TextField(blank=True)
    created_at = models.DateTimeField(default=clock.now)
    expires_on = models.DateField(db_index=True, help_text="The last day on which it opens.")

    objects = SavedDraftQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("draft_hash",),
                condition=Q(state="kept"),
                name="triggers_newest_saved_draft_wins",
            ),
            models.CheckConstraint(
                name="triggers_saved_answers_go_with_their_draft",
                condition=Q(state="kept") & ~Q(answers="")
                | Q(state__in=("saved_again", "sent", "expired"), answers=""),
            ),
        ]

    def __str__(self) -> str:
        return f"draft saved until {self.expires_on:%Y-%m-%d}"
