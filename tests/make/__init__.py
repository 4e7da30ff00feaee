"""Builders: one function a model, valid by default, nothing surprising."""

from tests.make.accounts import board_member, organisation, user
from tests.make.council import council_pack, pack_data, reference_counter
from tests.make.triggers import (
    assessment,
    information_request,
    referral,
    reporter_contact,
    risk_line,
    trigger_report,
)

__all__ = [
    "assessment",
    "board_member",
    "council_pack",
    "information_request",
    "organisation",
    "pack_data",
    "reference_counter",
    "referral",
    "reporter_contact",
    "risk_line",
    "trigger_report",
    "user",
]
