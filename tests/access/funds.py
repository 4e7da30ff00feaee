"""Who may open the pages of the fund."""

from collections.abc import Mapping
from typing import Any

from carp.accounts.roles import Capability, Role
from tests import make
from tests.access.page import NOBODY, Page, having

READERS = having(Capability.FUND_READ)
KEEPERS = having(Capability.FUND_BUDGET)
PROPOSERS = having(Capability.FUND_PROPOSE)


def _pot() -> Mapping[str, Any]:
    return {"number": make.pot().pk}


def _need() -> Mapping[str, Any]:
    return {"number": make.pot().pk, "line": make.need_in_force().pk}


def _proposed() -> Mapping[str, Any]:
    return {"reference": make.allocation().reference}


def _partly_paid() -> Mapping[str, Any]:
    allocation = make.authorised_allocation()
    make.payment(allocation)
    return {"reference": allocation.reference}


def _authorised() -> Mapping[str, Any]:
    return {"reference": make.authorised_allocation().reference}


PAGES: dict[str, Page] = {
    "funds:pot-list": Page(READERS),
    "funds:pot-new": Page(KEEPERS),
    "funds:pot-detail": Page(READERS, kwargs=_pot, refused=404),
    "funds:pot-ledger": Page(READERS, kwargs=_pot, refused=404),
    "funds:pot-budget": Page(KEEPERS, kwargs=_pot),
    "funds:need-list": Page(PROPOSERS, kwargs=_pot),
    "funds:allocation-new": Page(PROPOSERS, kwargs=_need),
    "funds:allocation-list": Page(READERS),
    "funds:allocation-detail": Page(READERS, kwargs=_proposed, refused=404),
    # A board member's role alone does not authorise: it takes a seat on the Management Team.
    "funds:allocation-authorise": Page(NOBODY, kwargs=_proposed, method="post"),
    "funds:payment-new": Page(having(Capability.FUND_PAY), kwargs=_authorised),
    "funds:allocation-release": Page(having(Capability.FUND_PAY), kwargs=_partly_paid),
    "funds:allocation-withdraw": Page(frozenset({Role.FUND_MANAGER}), kwargs=_proposed),
}
