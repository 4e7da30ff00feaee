"""What things before boards are about, so that an interest in the one counts for the other.

A model says it in its ``ties``, in the words of the ORM:

    class Referral(models.Model):
        ties = (Tie("register.community", "report__community"),)

The page that refuses one thing and the list that leaves it out both read this, so they cannot
differ; and governance learns nothing of the apps above.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Expression, Func, Q

from carp.accounts.models import User
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


def interests_in(model: type[models.Model], keys: Collection[int]) -> InterestQuerySet:
    """Every interest, of anybody and of any day, in things or in what they are about."""
    found, these = Q(), model._base_manager.filter(pk__in=keys).order_by()
    for tie in ties_of(model):
        found |= Q(subject_type=tie.subject_type, **{f"{tie.by}__in": these.values(tie.path)})
    interests: InterestQuerySet = Interest.objects.filter(found)
    return interests


class Touched(Func):
    """True where a person has an interest on a day in a thing, told by its key.

    What is in no interest of theirs is never looked at: few people have any. It stands in every
    list of plans, reports and decisions, where putting the ties together from querysets each time
    cost more than the page (performance 1.5); so their SQL is written once for each model.
    """

    arity = 1
    output_field = models.BooleanField()

    def __init__(self, key: str, *, model: type[models.Model], user: User, on: date) -> None:
        super().__init__(key)
        self.model, self.user_id, self.on = model, user.pk or 0, on

    def as_sql(self, compiler: Any, connection: Any, *_own: Any, **_more: Any) -> Any:
        key, params = compiler.compile(self.get_source_expressions()[0])
        own, touched = _written(self.model, connection)
        given = {"user": self.user_id, "on": connection.ops.adapt_datefield_value(self.on)}
        return (
            f"(EXISTS ({own.sql}) AND {key} IN ({touched.sql}))",
            [*own.filled(given), *params, *touched.filled(given)],
        )


class Slot(Expression):
    """A value of a written query that is filled in each time."""

    def __init__(self, name: str, output_field: Any) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


@dataclass(frozen=True)
class Written:
    """The text of a query, and its values or the slots for them."""

    sql: str
    params: Sequence[Any]

    def filled(self, given: dict[str, Any]) -> list[Any]:
        return [given[each.name] if isinstance(each, Slot) else each for each in self.params]


_queries: dict[tuple[type[models.Model], str], tuple[Written, Written]] = {}


def _written(model: type[models.Model], connection: Any) -> tuple[Written, Written]:
    """The interests of a person, and the keys of the things of a model that they touch."""
    name = (model, connection.vendor)
    if name not in _queries:
        declared = Interest.objects.filter(user=Slot("user", models.BigIntegerField())).in_force(
            on=Slot("on", models.DateField())
        )
        touched = (_touched(model, tie, declared) for tie in ties_of(model))
        several = [_write(each, connection) for each in touched]
        together = Written(
            " UNION ALL ".join(each.sql for each in several),
            [param for each in several for param in each.params],
        )
        _queries[name] = _write(declared.order_by().values("pk"), connection), together
    return _queries[name]


def _touched(model: type[models.Model], tie: Tie, declared: Any) -> Any:
    named = declared.order_by().filter(subject_type=tie.subject_type).values(tie.by)
    return model._base_manager.order_by().filter(**{f"{tie.path}__in": named}).values("pk")


def _write(rows: Any, connection: Any) -> Written:
    sql, params = rows.query.get_compiler(connection=connection).as_sql()
    return Written(sql, params)
