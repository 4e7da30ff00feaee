"""Sixteen at once on one pot that runs dry: the guarded update against read-then-write (P17).

Both sides enter a row in the ledger and count it on the need and the pot; the naive one, as one
writes it with Django, reads both balances, compares, and writes what it read plus the amount.
"""

from collections.abc import Callable, Iterator

from django.db import connection, transaction
from django.db.models import Sum

from actionplans.models import VersionNeed
from bench.findings import Finding
from bench.measure import ROUNDS
from bench.threads import together
from carp import clock, rows
from carp.accounts.models import User
from carp.accounts.verdicts import Refused
from funds import workflow
from funds.models import Allocation, LedgerEntry, NeedBalance, Pot
from funds.workflow.allocations import hold
from tests import make

WORKERS = 16
EACH, NAIVE_EACH, PROPOSALS_EACH = 125, 25, 5
AMOUNT = 100
ENOUGH_FOR = 0.9
PLENTY = 10_000_000_00


class Ledger:
    """A need of a version in force, an allocation to enter movements for, and who enters them."""

    def __init__(self) -> None:
        self.by: User = make.fund_manager()
        line = make.need_in_force(amount_pence=PLENTY)
        self.first: Allocation = make.allocation(by=self.by, line=line)
        self.need = VersionNeed.objects.select_related("line", "version").get(line=line)

    def pot(self, name: str, attempts: int) -> Pot:
        """A pot that runs dry before the last attempt."""
        budget = int(attempts * ENOUGH_FOR) * AMOUNT
        return make.pot(by=self.by, name=f"{name} {clock.now()}", budget_pence=budget)

    def entry(self, pot: Pot) -> LedgerEntry:
        kind = LedgerEntry.Kind.ALLOCATE
        return LedgerEntry(
            pot=pot, kind=kind, amount_pence=AMOUNT, allocation=self.first, by=self.by
        )

    def guarded(self, pot: Pot) -> Callable[[int], bool]:
        def attempt(_: int) -> bool:
            try:
                with transaction.atomic():
                    rows.add(self.entry(pot))
                    hold(self.need, pot, AMOUNT)
            except Refused:
                return False
            return True

        return attempt

    def naive(self, pot: Pot) -> Callable[[int], bool]:
        def attempt(_: int) -> bool:
            balance = NeedBalance.objects.get(line=self.need.line_id)
            now = Pot.objects.get(pk=pot.pk)
            if now.free_pence < AMOUNT or balance.allocated_pence + AMOUNT > PLENTY:
                return False
            self.entry(pot).save()
            balance.allocated_pence += AMOUNT
            balance.save(update_fields=("allocated_pence",))
            now.allocated_pence += AMOUNT
            now.save(update_fields=("allocated_pence",))
            return True

        return attempt

    def proposed(self, pot: Pot) -> Callable[[int], bool]:
        """The whole step, as the page takes it."""
        details = make.allocation_details(pot=pot, line=self.need.line, amount_pence=AMOUNT)

        def attempt(_: int) -> bool:
            try:
                workflow.propose(by=self.by, details=details)
            except Refused:
                return False
            return True

        return attempt


def wrong_pence(pot: Pot) -> int:
    """Spent beyond the budget by the entries, or missing from the balance."""
    spent = pot.entries.filter(kind=LedgerEntry.Kind.ALLOCATE).aggregate(all=Sum("amount_pence"))
    entered: int = spent["all"] or 0
    pot.refresh_from_db()
    return max(0, entered - pot.budget_pence) + abs(entered - pot.allocated_pence)


def findings() -> Iterator[Finding]:
    ledger, wrong, quotients, naive_wrong = Ledger(), 0, [], 0
    rates: list[float] = []
    for number in range(ROUNDS):
        guarded = ledger.pot(f"Guarded {number}", WORKERS * EACH)
        naive = ledger.pot(f"Naive {number}", WORKERS * NAIVE_EACH)
        _, seconds = together(ledger.guarded(guarded), workers=WORKERS, each=EACH)
        _, naively = together(ledger.naive(naive), workers=WORKERS, each=NAIVE_EACH)
        rates.append(WORKERS * EACH / seconds)
        quotients.append(rates[-1] / (WORKERS * NAIVE_EACH / naively))
        wrong += wrong_pence(guarded)
        naive_wrong += wrong_pence(naive)
    whole = ledger.pot("Proposed", WORKERS * PROPOSALS_EACH)
    together(ledger.proposed(whole), workers=WORKERS, each=PROPOSALS_EACH)
    wrong += wrong_pence(whole)
    database = connection.vendor
    anchor = f"naive {naive_wrong / AMOUNT:,.0f} wrong"
    yield Finding(f"P17-over-{database}", [wrong], f"{WORKERS * EACH * ROUNDS:,}", anchor)
    yield Finding(f"P17-rate-{database}", quotients, f"{sorted(rates)[2]:,.0f}/s", "naive")
