"""Every change of a report, from the concern that comes in to what was decided about it."""

from triggers.workflow.boards import TaskEntry, consider, onward_routes, place_on_agenda
from triggers.workflow.drafts import Letter, end_drafts, last_day, purge_drafts, save_draft
from triggers.workflow.held import release, set_aside
from triggers.workflow.intake import (
    ContactEntry,
    ReportEntry,
    Submission,
    reporter_kind_of,
    submit,
    submit_from,
)
from triggers.workflow.limits import LimitReached
from triggers.workflow.outcome import (
    OutcomeChoice,
    agree_outcome,
    close,
    outcome_faults,
    record_action,
    redirect,
    reopen,
    withdraw,
)
from triggers.workflow.steps import NotReady
from triggers.workflow.triage import (
    OVERTAKEN,
    AssessmentEntry,
    RiskLineEntry,
    answer_information,
    ask_information,
    assign,
    complete_assessment,
    completion_faults,
    edition,
    reveal_contact,
    save_assessment,
    take_up,
)

__all__ = [
    "OVERTAKEN",
    "AssessmentEntry",
    "ContactEntry",
    "Letter",
    "LimitReached",
    "NotReady",
    "OutcomeChoice",
    "ReportEntry",
    "RiskLineEntry",
    "Submission",
    "TaskEntry",
    "agree_outcome",
    "answer_information",
    "ask_information",
    "assign",
    "close",
    "complete_assessment",
    "completion_faults",
    "consider",
    "edition",
    "end_drafts",
    "last_day",
    "onward_routes",
    "outcome_faults",
    "place_on_agenda",
    "purge_drafts",
    "record_action",
    "redirect",
    "release",
    "reopen",
    "reporter_kind_of",
    "reveal_contact",
    "save_assessment",
    "save_draft",
    "set_aside",
    "submit",
    "submit_from",
    "take_up",
    "withdraw",
]
