"""Every change of the register."""

from register.permissions import MOVES
from register.workflow.areas import AreaDetails, AreaImport, import_areas
from register.workflow.communities import (
    CommunityDetails,
    EvidenceDetails,
    add_evidence,
    begin_response,
    close_community,
    create_community,
    edit_community,
    faults,
    identify,
    require_plan,
    step_down,
)

__all__ = [
    "MOVES",
    "AreaDetails",
    "AreaImport",
    "CommunityDetails",
    "EvidenceDetails",
    "add_evidence",
    "begin_response",
    "close_community",
    "create_community",
    "edit_community",
    "faults",
    "identify",
    "import_areas",
    "require_plan",
    "step_down",
]
