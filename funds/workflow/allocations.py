"""Allocations: proposed by one person, authorised by another, or withdrawn (policy 11.2, 11.5).

Rows are written first; the guarded updates of the two balances come last, so that the row every
other allocation waits for is held as briefly as can be.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F

from actionplans.models import NeedLine, VersionNeed
from carp import clock, rows
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.audit import trail
from carp.council.references import next_reference
from carp.governance.permissions import without_interest
from funds import notices, permissions, selectors
from funds.models import Allocation, LedgerEntry, NeedBalance, Pot
from funds.workflow import rules

Status = Allocation.Status


@dataclass(frozen=True)
class AllocationDetails:
    """Money from a pot for a need; ``route`` is a code of the council pack (policy 11.3).

    ``recipient`` is the organisation that gets a grant.

    ``seen_pence`` is what the proposer saw to be left of the need.
    """

    pot: Pot
    line: NeedLine
    amount_pence: int
    route: str
    outcome: str
    monitoring_on: date
    reasons: str
    alternatives: str
    recipient: str = ""
    seen_pence: int | None = None


@transaction.atomic
def propose(*, by: User, details: AllocationDetails) -> Allocation:
    """Set money against a need that all the fund's boards approved; it is held from now on."""
    pot, line, amount = details.pot, details.line, details.amount_pence
    permissions.can_propose_for(by, line).require()
    need = rules.need_to_fund(line)
    _require_sound(details, need)
    allocation = Allocation.objects.create(
        reference=next_reference("ALC", year=clock.today().year),
        pot=pot,
        line=line,
        version=need.version,
        amount_pence=amount,
        route=details.route,
        recipient=_organisation(details),
        outcome=details.outcome.strip(),
        monitoring_on=details.monitoring_on,
        reasons=details.reasons.strip(),
        alternatives=details.alternatives.strip(),
        proposed_by=by,
    )
    without_interest(by, allocation).require()
    _enter(allocation, LedgerEntry.Kind.ALLOCATE, amount, by=by)
    notices.tell_authorisers(allocation)
    hold(need, pot, amount)
    trail.record(
        "funds.propose",
        allocation,
        by=by,
        capability=Capability.FUND_PROPOSE,
        after={
            "status": allocation.status,
            "amount_pence": amount,
            "pot": str(pot),
            "line": line.pk,
            "version_hash": need.version.content_hash,
        },
        reason=allocation.reasons,
    )
    return allocation


def _require_sound(details: AllocationDetails, need: VersionNeed) -> None:
    pot = details.pot
    rules.require_same_money(pot, need)
    rules.require_alive(
        pot, clock.today(), field="amount_pence", what="nothing can be allocated from it today"
    )
    rules.require_amount(details.amount_pence)
    rules.require_route(details.route)
    rules.require_recipient(details.route, _organisation(details))
    rules.require_words(
        outcome=details.outcome, reasons=details.reasons, alternatives=details.alternatives
    )
    rules.require_monitoring(pot, details.monitoring_on)
    left = selectors.left_of(need)
    rules.require_as_seen(
        left, details.seen_pence, field="amount_pence", what="What is left of this need"
    )
    if details.amount_pence > left:
        raise rules.need_is_short(need, left)


def _organisation(details: AllocationDetails) -> str:
    return " ".join(details.recipient.split())


def hold(need: VersionNeed, pot: Pot, amount: int) -> None:
    """Take the amount out of what is left of the need and of the pot, if it is there (I1, I2)."""
    if not _hold_need(need, amount):
        # Refused, or the first allocation of this need, whose balance has no row yet.
        NeedBalance.objects.bulk_create(
            [NeedBalance(line=need.line, approved_pence=need.amount_pence)], ignore_conflicts=True
        )
        if not _hold_need(need, amount):
            raise rules.need_is_short(need, selectors.left_of(need))
    free = Pot.objects.filter(pk=pot.pk, budget_pence__gte=F("allocated_pence") + amount)
    if not free.update(allocated_pence=F("allocated_pence") + amount):
        raise rules.pot_is_short(pot, amount)


def _hold_need(need: VersionNeed, amount: int) -> int:
    room = NeedBalance.objects.filter(
        line=need.line_id, allocated_pence__lte=need.amount_pence - amount
    )
    return room.update(
        approved_pence=need.amount_pence, allocated_pence=F("allocated_pence") + amount
    )


@transaction.atomic
def authorise(allocation: Allocation, *, by: User) -> Allocation:
    """A member of the authorising group agrees; the version in force is looked at again (I5)."""
    allocation = locked(allocation)
    rules.hold_version(allocation.line)
    permissions.can_authorise(by, allocation).require()
    rules.require_alive(
        allocation.pot, clock.today(), field="", what="nothing can be authorised from it today"
    )
    allocation.status = Status.AUTHORISED
    allocation.authorised_at, allocation.authorised_by = clock.now(), by
    allocation.save(update_fields=("status", "authorised_at", "authorised_by"))
    notices.tell_proposer(allocation)
    trail.record(
        "funds.authorise",
        allocation,
        by=by,
        capability=Capability.FUND_AUTHORISE,
        before={"status": Status.PROPOSED},
        after={"status": allocation.status, "amount_pence": allocation.amount_pence},
    )
    return allocation


@transaction.atomic
def withdraw(allocation: Allocation, *, by: User, reason: str) -> Allocation:
    """Give an allocation up before anything was paid; its money is free again."""
    allocation = locked(allocation)
    permissions.can_withdraw(by, allocation).require()
    rules.require_words(reason=reason)
    before, amount = allocation.status, allocation.amount_pence
    allocation.status, allocation.withdrawn_reason = Status.WITHDRAWN, reason.strip()
    allocation.withdrawn_at, allocation.withdrawn_by = clock.now(), by
    allocation.save(update_fields=("status", "withdrawn_at", "withdrawn_by", "withdrawn_reason"))
    _give_back(allocation, amount, by=by, note=reason)
    trail.record(
        "funds.withdraw",
        allocation,
        by=by,
        capability=_withdrawn_with(by),
        before={"status": before},
        after={"status": allocation.status, "released_pence": amount},
        reason=reason,
    )
    return allocation


@transaction.atomic
def release_rest(
    allocation: Allocation, *, by: User, reason: str, seen_pence: int | None = None
) -> Allocation:
    """Give back what a partly paid allocation does not need, to its need and its pot (policy 11.2).

    ``seen_pence`` is the rest that the person saw: a payment may have come between.
    """
    allocation = locked(allocation)
    permissions.can_release(by, allocation).require()
    rules.require_words(reason=reason)
    rest, before = allocation.rest_pence, allocation.status
    rules.require_as_seen(rest, seen_pence, field="reason", what="What is left to pay")
    allocation.status, allocation.released_pence = Status.PAID, rest
    allocation.released_at, allocation.released_by = clock.now(), by
    allocation.released_reason = reason.strip()
    released = ("released_pence", "released_at", "released_by", "released_reason")
    allocation.save(update_fields=("status", *released))
    _give_back(allocation, rest, by=by, note=reason)
    trail.record(
        "funds.release_rest",
        allocation,
        by=by,
        capability=Capability.FUND_PAY,
        before={"status": before},
        after={"status": allocation.status, "released_pence": rest},
        reason=reason,
    )
    return allocation


def _give_back(allocation: Allocation, amount: int, *, by: User, note: str) -> None:
    """What was held of need and pot is free again; the pot's row comes last."""
    _enter(allocation, LedgerEntry.Kind.RELEASE, amount, by=by, note=note)
    balances = NeedBalance.objects.filter(line=allocation.line_id)
    balances.update(allocated_pence=F("allocated_pence") - amount)
    Pot.objects.filter(pk=allocation.pot_id).update(allocated_pence=F("allocated_pence") - amount)


def _withdrawn_with(by: User) -> Capability:
    held = (Capability.FUND_BUDGET, Capability.FUND_PROPOSE, Capability.FUND_AUTHORISE)
    return next(capability for capability in held if by.may(capability))


def locked(allocation: Allocation) -> Allocation:
    """The allocation's own row, locked, with what its rules look at."""
    row = Allocation.objects.select_for_update(of=("self",)).select_related(
        "pot", "line__plan", "version__plan"
    )
    return row.get(pk=allocation.pk)


def _enter(
    allocation: Allocation, kind: str, amount_pence: int, *, by: User, note: str = ""
) -> None:
    rows.add(
        LedgerEntry(
            pot=allocation.pot,
            kind=kind,
            amount_pence=amount_pence,
            allocation=allocation,
            by=by,
            note=note[:300],
        )
    )
