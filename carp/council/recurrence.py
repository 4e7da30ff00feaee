"""When several reports are looked at as one: a table of the council pack."""

from dataclasses import dataclass

from carp.council.schema import Positive, Text


@dataclass(frozen=True, slots=True)
class Recurrence:
    """When reports are looked at together: how near in time two may be the same concern, and how
    many small ones about one place or group add up to a larger one (clauses 5.2 and 6.2)."""

    similar_within_days: Positive = 90
    reports: Positive = 3
    within_days: Positive = 180
    title: Text = "Adding up"
    says: Text = (
        "Each of these reports may be small by itself. Together they may show a community at risk."
    )
