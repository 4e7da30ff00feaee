"""What things before boards are about, so that an interest in the one counts for the other.

A model says it in its ``ties``, in the words of the ORM:

    class Referral(models.Model):
        ties = (Tie("register.community", "report__community"),)

The page that refuses one thing and the list that leaves it out both read this, so they cannot
differ; and governance learns nothing of the apps above.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models
from django.db.models import Q, QuerySet

from carp.governance.models import Interest
from carp.governance.models.interests import InterestQuerySet


@dataclass(frozen=True)
class Tie:
    """A path from a thing to what it is about; ``by`` a name where there is no key."""

    subject_type: str
    path: str
    by: str = "subject_id"


def ties_of(model: type[models.Model]) -> Sequence[Tie]:
    """Itself first, then what it is about."""
    return (Tie(model._meta.label_lower, "pk"), *getattr(model, "ties", ()))


def interests_in(subject: models.Model) -> InterestQuerySet:
    """Every interest, of anybody and of any day, in a thing or in what it is about."""
    model, found = type(subject), Q()
    this = model._base_manager.filter(pk=subject.pk)
    for tie in ties_of(model):
        touched = {f"{tie.by}__in": this.order_by().values(tie.path)}
        found |= Q(subject_type=tie.subject_type, **touched)
    interests: InterestQuerySet = Interest.objects.filter(found)
    return interests


def touched_by(model: type[models.Model], interests: QuerySet[Interest]) -> Q:
    """The things of a model in which these are interests; a subquery a tie, each by its index."""
    found = Q()
    for tie in ties_of(model):
        declared = interests.order_by().filter(subject_type=tie.subject_type).values(tie.by)
        touched = model._base_manager.order_by().filter(**{f"{tie.path}__in": declared})
        found |= Q(pk__in=touched.values("pk"))
    return found
