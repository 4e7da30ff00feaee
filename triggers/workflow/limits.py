"""How often one network may use a public door within an hour (quality T3).

The network is kept only as a keyed hash that changes with the hour: nobody can tell from it who
reported, nor that two hours saw the same network (quality T10).
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from carp import clock
from carp.accounts.verdicts import Refused
from triggers.models import SubmissionBucket

KEPT = timedelta(days=1)


class LimitReached(Refused):
    """The network has used the door as often as it may within this hour."""


@transaction.atomic
def take(door: str, *, network: str, most: int) -> str:
    """Count one use and name it; raises LimitReached beyond the most.

    The guarded update is the check, so that no number of requests at once gets past it. That it
    found nothing says "full" only after the bucket is made: another request may make it just now.
    """
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    text = f"{door} {network} {hour.isoformat()}"
    key = salted_hmac("triggers.limits", text, algorithm="sha256").hexdigest()
    free = SubmissionBucket.objects.filter(key=key, hour=hour, used__lt=most)
    if free.update(used=F("used") + 1):
        return key
    _make_bucket(key, hour)
    if free.update(used=F("used") + 1):
        return key
    raise LimitReached("Your network has used this page too often within an hour.")


def _make_bucket(key: str, hour: datetime) -> None:
    """The bucket of this hour, if it is not there; those that are over go with it."""
    if SubmissionBucket.objects.filter(key=key, hour=hour).exists():
        return
    SubmissionBucket.objects.filter(hour__lt=hour - KEPT).delete()
    SubmissionBucket.objects.bulk_create(
        [SubmissionBucket(key=key, hour=hour)], ignore_conflicts=True
    )


def give_back(use: str) -> None:
    """A use that came to nothing new."""
    SubmissionBucket.objects.filter(key=use, used__gt=0).update(used=F("used") - 1)
