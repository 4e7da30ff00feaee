"""Payments, recorded by a third person (policy 11.2; invariants I3, I5, I8)."""

from dataclasses import dataclass
from datetime import date
from typing import cast

from django.db import IntegrityError, transaction
from django.db.models import F

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import Fault
from carp.audit import trail
from carp.money import pounds
from funds import permissions
from funds.models import Allocation, LedgerEntry, Payment, Pot
from funds.workflow import rules
from funds.workflow.allocations import locked

Status = Allocation.Status


@dataclass(frozen=True)
class PaymentDetails:
    """Money that went out; ``ledger_reference`` is its name in the council's finance system.

    ``seen_pence`` is what the person saw to be left to pay.
    """

    amount_pence: int
    paid_on: date
    payee: str
    ledger_reference: str
    seen_pence: int | None = None


@transaction.atomic
def record_payment(allocation: Allocation, *, by: User, details: PaymentDetails) -> Payment:
    """Record what was paid for an allocation, while its need stands in the version in force."""
    allocation = locked(allocation)
    rules.hold_version(allocation.line)
    permissions.can_pay(by, allocation).require()
    _require_sound(allocation, details)
    payment = _pay(allocation, details, by=by)
    before, amount = allocation.status, details.amount_pence
    allocation.paid_pence += amount
    if allocation.paid_pence == allocation.amount_pence:
        allocation.status = Status.PAID
    allocation.save(update_fields=("paid_pence", "status"))
    LedgerEntry.objects.create(
        pot=allocation.pot,
        kind=LedgerEntry.Kind.PAY,
        amount_pence=amount,
        allocation=allocation,
        by=by,
        note=f"{details.ledger_reference}: {details.payee}"[:300],
    )
    Pot.objects.filter(pk=allocation.pot_id).update(paid_pence=F("paid_pence") + amount)
    trail.record(
        "funds.pay",
        allocation,
        by=by,
        capability=Capability.FUND_PAY,
        before={"status": before},
        after={
            "status": allocation.status,
            "paid_pence": allocation.paid_pence,
            "ledger_reference": payment.ledger_reference,
        },
    )
    return payment


def _require_sound(allocation: Allocation, details: PaymentDetails) -> None:
    rules.require_amount(details.amount_pence)
    rules.require_words(payee=details.payee, ledger_reference=details.ledger_reference)
    left = allocation.rest_pence
    rules.require_as_seen(
        left, details.seen_pence, field="amount_pence", what="What is left to pay"
    )
    if details.amount_pence > left:
        raise Fault(
            "amount_pence",
            f"That is too much: {pounds(left)} of the {pounds(allocation.amount_pence)} is left to "
            "pay.",
        )
    authorised_on = clock.local_date(allocation.authorised_at or clock.now())
    if not authorised_on <= details.paid_on <= clock.today():
        raise Fault(
            "paid_on",
            "The day of payment must be from the day the allocation was authorised up to today.",
        )
    rules.require_alive(
        allocation.pot, details.paid_on, field="paid_on", what="nothing can be paid on that day"
    )


def _pay(allocation: Allocation, details: PaymentDetails, *, by: User) -> Payment:
    try:
        with transaction.atomic():
            return Payment.objects.create(
                allocation=allocation,
                amount_pence=details.amount_pence,
                paid_on=details.paid_on,
                payee=details.payee.strip(),
                ledger_reference=details.ledger_reference.strip(),
                proposed_by=allocation.proposed_by,
                authorised_by=cast(User, allocation.authorised_by),
                recorded_by=by,
            )
    except IntegrityError as error:
        if not Payment.objects.filter(ledger_reference=details.ledger_reference.strip()).exists():
            raise
        raise Fault(
            "ledger_reference", "A payment with this reference has been recorded already."
        ) from error
