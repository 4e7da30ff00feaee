"""The lists of plans and of boards: columns, order and filters."""

from actionplans.filters.boards import (
    MEETING_COLOURS,
    DecisionList,
    MeetingList,
    PublicDecisionList,
)
from actionplans.filters.plans import (
    STANDINGS,
    ActionList,
    HistoryList,
    OwnActionList,
    PlanCommunityList,
    PlanList,
    VersionList,
    action_tag,
    address_of,
    owner_words,
    plan_new_address,
    standing_tag,
    with_revisions,
    with_standing,
)

__all__ = [
    "MEETING_COLOURS",
    "STANDINGS",
    "ActionList",
    "DecisionList",
    "HistoryList",
    "MeetingList",
    "OwnActionList",
    "PlanCommunityList",
    "PlanList",
    "PublicDecisionList",
    "VersionList",
    "action_tag",
    "address_of",
    "owner_words",
    "plan_new_address",
    "standing_tag",
    "with_revisions",
    "with_standing",
]
