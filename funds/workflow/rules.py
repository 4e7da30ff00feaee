"""What is asked of an allocation or a payment, beyond who may do it (invariants I1 to I6)."""

from datetime import date, timedelta

from actionplans.models import NeedLine, Plan, VersionNeed
from actionplans.permissions import may_be_funded
from actionplans.selectors import need_in_force
from carp import clock
from carp.accounts.verdicts import Fault
from carp.council import packs
from carp.money import pounds
from carp.web.formats import day
from funds import permissions
from funds.models import Pot

MONITORED_WITHIN = timedelta(days=366)


class Overtaken(Fault):
    """The figure that a page showed has moved since: by somebody else, or by a second press."""

    def __init__(self, field: str, what: str, *, seen_pence: int, now_pence: int) -> None:
        self.now_pence = now_pence
        super().__init__(
            field,
            f"{what} was {pounds(seen_pence)} when you opened this page and is now "
            f"{pounds(now_pence)}. If you have just sent this, it is done. If you want it once "
            "more, send it again.",
        )


def require_as_seen(now_pence: int, seen_pence: int | None, *, field: str, what: str) -> None:
    """Money moves once for one page, however often it is sent; None asks for no comparison."""
    if seen_pence is not None and seen_pence != now_pence:
        raise Overtaken(field, what, seen_pence=seen_pence, now_pence=now_pence)


def hold_version(line: NeedLine) -> None:
    """What is in force for a need stays so until we commit (I5).

    The plan's row is what every answer of a board locks first. A lock on the version in force
    would, after waiting for an answer that superseded it, hold nothing at all.
    """
    line.plan = Plan.objects.select_for_update().get(pk=line.plan_id)


def need_to_fund(line: NeedLine) -> VersionNeed:
    """The need as it stands in the version in force for all the fund's boards.

    An overdue return of its plan blocks a new award (I7).
    """
    hold_version(line)
    need = need_in_force(line)
    verdict = permissions.stands(line, need) and may_be_funded(line.plan)
    if need is None or not verdict:
        raise Fault("line", verdict.reason)
    return need


def require_same_money(pot: Pot, need: VersionNeed) -> None:
    """Capital pays for capital, revenue for revenue (I4)."""
    if pot.money_type != need.money_type:
        raise Fault(
            "line",
            f"This need is {need.get_money_type_display().lower()} and the pot is "
            f"{pot.get_money_type_display().lower()}: one cannot pay for the other.",
        )


def require_alive(pot: Pot, on: date, *, field: str, what: str) -> None:
    """Nothing happens to a pot before it begins or after it ends (I6)."""
    if not pot.starts_on <= on <= pot.ends_on:
        raise Fault(
            field,
            f"The pot runs from {day(pot.starts_on)} to {day(pot.ends_on)}, "
            f"and {day(on)} is outside it: {what}.",
        )


def require_monitoring(pot: Pot, monitoring_on: date | None) -> None:
    """A day on which the outcome is looked at (policy 11.5): from today to a year after the pot."""
    latest = pot.ends_on + MONITORED_WITHIN
    if monitoring_on is None:
        raise Fault("monitoring_on", "Enter the day on which the outcome is looked at.")
    if not clock.today() <= monitoring_on <= latest:
        raise Fault(
            "monitoring_on", f"The monitoring date must be between today and {day(latest)}."
        )


def require_words(**texts: str) -> None:
    """Answers that may not be empty."""
    sentences = {
        "outcome": "Say what the money is to achieve.",
        "reasons": "Give the reasons for this allocation.",
        "alternatives": "Say which alternatives were considered, or that there were none.",
        "reason": "Say why.",
        "payee": "Enter who was paid.",
        "ledger_reference": "Enter the reference in the finance system.",
        "name": "Enter the name of the pot.",
    }
    for field, text in texts.items():
        if not text.strip():
            raise Fault(field, sentences[field])


def require_route(route: str) -> None:
    if route not in packs.current().items("fund.routes"):
        raise Fault("route", "Choose who spends the money.")


def require_recipient(route: str, recipient: str) -> None:
    """A grant names the organisation that gets it, which may owe no return (I7)."""
    if permissions.is_grant(route) != bool(recipient):
        raise Fault(
            "recipient",
            "Only a grant goes to an organisation: leave this empty, or choose a grant."
            if recipient
            else "Enter the organisation that gets the grant.",
        )
    if not (verdict := permissions.may_receive(recipient)):
        raise Fault("recipient", verdict.reason)


def require_amount(amount_pence: int) -> None:
    if amount_pence <= 0:
        raise Fault("amount_pence", "Enter an amount above £0.")


def need_is_short(need: VersionNeed, left: int) -> Fault:
    """Less is left of what the boards approved than is asked for (I1)."""
    return Fault(
        "amount_pence",
        f"The boards approved {pounds(need.amount_pence)} for this need and "
        f"{pounds(max(left, 0))} of it is left.",
    )


def pot_is_short(pot: Pot, amount_pence: int) -> Fault:
    """The pot has less free than is asked for (I2)."""
    pot.refresh_from_db()
    return Fault(
        "amount_pence",
        f"The pot has {pounds(pot.free_pence)} free, so {pounds(amount_pence)} cannot be "
        "allocated from it.",
    )
