"""What money did for a plan, as the fund tells it, which lies above the plans (policy 11.5).

    spending.add("funds", spent_on)        # in the higher app's own module ``panels``

``spent_on(plan)`` answers the plan's live allocations. The plans never learn of the fund.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from actionplans.models import Plan


@dataclass(frozen=True)
class Spending:
    """One allocation: what it was for, and how far it has come.

    ``open_because`` says in words what of it is not done yet; nothing when it is settled.
    """

    reference: str
    href: str
    need: str
    intended: str
    amount_pence: int
    paid_pence: int
    open_because: str = ""


Contributor = Callable[[Plan], Iterable[Spending]]
_contributors: dict[str, Contributor] = {}


def add(name: str, contributor: Contributor) -> None:
    """Let an app tell what was spent; the same name again replaces the first."""
    _contributors[name] = contributor


def of(plan: Plan) -> list[Spending]:
    """Everything that was allocated to a plan and not withdrawn, app by app."""
    return [
        each for _name, contributor in sorted(_contributors.items()) for each in contributor(plan)
    ]
