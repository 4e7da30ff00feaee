"""Reads that span rows."""

from actionplans.selectors.approvals import need_in_force, version_in_force
from actionplans.selectors.monitoring import drafted_evaluation, evaluation_to_close_with
from actionplans.selectors.plans import (
    WorkingCopy,
    frozen_content,
    missing,
    stages_of,
)
from actionplans.selectors.tasks import PREPARE, community_of
from actionplans.selectors.types import Missing, pack_of, type_of

__all__ = [
    "PREPARE",
    "Missing",
    "WorkingCopy",
    "community_of",
    "drafted_evaluation",
    "evaluation_to_close_with",
    "frozen_content",
    "missing",
    "need_in_force",
    "pack_of",
    "stages_of",
    "type_of",
    "version_in_force",
]
