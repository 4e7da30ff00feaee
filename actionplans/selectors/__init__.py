"""Reads that span rows."""

from actionplans.selectors.approvals import need_in_force, version_in_force
from actionplans.selectors.plans import Missing, frozen_content, missing, pack_of, stages_of

__all__ = [
    "Missing",
    "frozen_content",
    "missing",
    "need_in_force",
    "pack_of",
    "stages_of",
    "version_in_force",
]
