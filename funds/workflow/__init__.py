"""Every movement of money."""

from funds.permissions import MOVES
from funds.workflow.allocations import AllocationDetails, authorise, propose, release_rest, withdraw
from funds.workflow.payments import PaymentDetails, record_payment
from funds.workflow.pots import PotDetails, change_budget, open_pot
from funds.workflow.rules import Overtaken

__all__ = [
    "MOVES",
    "AllocationDetails",
    "Overtaken",
    "PaymentDetails",
    "PotDetails",
    "authorise",
    "change_budget",
    "open_pot",
    "propose",
    "record_payment",
    "release_rest",
    "withdraw",
]
