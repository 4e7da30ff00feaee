"""The main journey: a concern comes in, is assessed, goes to the board, is answered by a plan that
both boards approve, money follows, and the quarter's report comes out.

Played by the same workflow functions as the pages, refusals included (domain scenarios O1, O2, O4,
O5 and O8), on the dates of those scenarios.
"""

from dataclasses import dataclass

from actionplans.models import Plan
from carp.demo.journey import concerns, planning, reports, spending
from carp.demo.narrator import Narrator
from funds.models import Allocation
from reporting.models import ReportRun
from triggers.models import TriggerReport

__all__ = ["Played", "play"]


@dataclass(frozen=True)
class Played:
    """What the journey left behind."""

    report: TriggerReport
    plan: Plan
    allocation: Allocation
    quarterly: ReportRun
    annual: ReportRun


def play(tell: Narrator) -> Played:
    """The whole journey in the order of its dates; raises at a step that did not come out right."""
    pot = spending.open_pot(tell)
    report = concerns.south_west_ward(tell)
    referral = concerns.assess(tell, report)
    plan = planning.board_requires_plan(tell, referral)
    planning.two_approvals(
        tell, plan, money_too_early=lambda line: spending.too_early(tell, pot, line)
    )
    planning.stopped_and_resumed(
        tell, plan, money_while_stopped=lambda line: spending.while_stopped(tell, pot, line)
    )
    allocation = spending.allocate(tell, pot, plan)
    concerns.food_bank(tell)
    spending.pay(tell, pot, allocation)
    planning.revised(tell, plan)
    return Played(report, plan, allocation, reports.quarterly(tell), reports.annual(tell))
