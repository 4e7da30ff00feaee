"""The words of a council pack as frozen dataclasses; their fields are the schema of the TOML.

A field without a default must be given. A field added later needs a default, because the packs
stored before it must stay readable for ever. Clauses are those of the Communities at Risk Policy.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from carp.council.schema import (
    AreaCode,
    Code,
    Colour,
    Count,
    DoorCode,
    Email,
    GroupCode,
    Hour,
    Link,
    Positive,
    Text,
)

RouteKind = Literal["refer", "act", "link", "watch", "close", "redirect"]
GroupKind = Literal[
    "board", "committee", "strategic", "tactical", "tasking", "forum", "panel", "task-finish"
]


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a list: what is stored, what is shown, and what it means."""

    code: Code
    label: Text
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Brand:
    """The colours of the header; the council's own mark is never shipped."""

    colour: Colour
    text: Colour
    accent: Colour
    strapline: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the council is and what the portal calls itself; the aim is clause 4.1."""

    name: Text
    short_name: Text
    area_code: AreaCode
    telephone: Text
    opening_hours: Text
    email: Email
    website: Link
    portal_name: Text
    portal_short_name: Text
    policy_name: Text
    aim: Text
    vision: Text
    policy_link: Link
    responsible_service: Text
    privacy_contact: Email
    brand: Brand


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """A row of the policy's version control table; the last one given is the one applied."""

    version: Text
    title: Text
    changes: Text
    approved_by: str = ""
    adopted_on: date | None = None


@dataclass(frozen=True, slots=True)
class Door:
    """Where somebody should turn whose worry isn't one for this portal, or isn't only that."""

    code: Code
    label: Text
    when: Text
    what: Text
    telephone: str = ""
    link: Link | None = None
    link_label: str = ""
    emergency: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A board, committee or partnership group: how often it meets and how many must be there."""

    code: Code
    name: Text
    kind: GroupKind
    quorum: Positive
    cadence_min_days: Positive
    cadence_max_days: Positive
    short_name: str = ""
    remit: str = ""
    parent: GroupCode | None = None
    valid_from: date | None = None


@dataclass(frozen=True, slots=True)
class SourceGroup:
    """One of the five groups of sources of clause 5.2."""

    code: Code
    label: Text
    items: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class CommunityKind:
    """A place, or people who share something, or both (clauses 1.1, 2.1 and 2.2)."""

    code: Literal["place", "group", "both"]
    label: Text
    needs_area: bool
    needs_category: bool
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """How large a community is; a few streets are few people, and could be recognised (2.1)."""

    code: Code
    label: Text
    hint: str = ""
    disclosive: bool = False


@dataclass(frozen=True, slots=True)
class Urgency:
    """How soon a report must be assessed, in working days after the day it came in."""

    code: Code
    label: Text
    assess_within_working_days: Count
    hint: str = ""
    at_once: bool | None = None

    @property
    def is_at_once(self) -> bool:
        """Whether officers get a mail at once; unless said, for what is to be assessed that day."""
        return self.assess_within_working_days == 0 if self.at_once is None else self.at_once


@dataclass(frozen=True, slots=True)
class Extent:
    """How far a concern reaches, with the people it usually means."""

    code: Code
    label: Text
    people_from: Count
    people_to: Count | None = None
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """What can follow an assessment (clause 8.3): one or more may be chosen."""

    code: Code
    label: Text
    kind: RouteKind
    hint: str = ""
    group: GroupCode | None = None
    needs_reason: bool = False
    feedback: str = ""

    @property
    def makes_referral(self) -> bool:
        """A board must consider it, or service managers must act on it."""
        return self.kind in ("refer", "act")


@dataclass(frozen=True, slots=True)
class RedirectReason:
    """Why a report belongs elsewhere, and which door it was shown.

    One about an individual's safety is handed over: what it says of the person is taken out.
    ``feedback`` is the draft of what the reporter is told; see carp.council.feedback.
    """

    code: Code
    label: Text
    door: DoorCode
    hint: str = ""
    individual: bool = False
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class ClosureReason:
    """Why a report is closed, with the draft of what its reporter is told."""

    code: Code
    label: Text
    hint: str = ""
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class DecisionKind:
    """What a group can decide (clause 8.4), about a referred report or about a plan."""

    code: Code
    label: Text
    about: tuple[Literal["report", "plan"], ...]
    hint: str = ""
    makes_task: bool = False
    at_once: bool = False  # it sends the matter back: who works on it gets a mail at once


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that a stage asks; a required one is answered before a plan is submitted.

    The answer to an internal one names people or cases, so it is shown to nobody outside.
    """

    code: Code
    label: Text
    hint: str = ""
    required: bool = False
    internal: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the circular pathway (clauses 7.2 and 7.6); revisited in any order."""

    code: Code
    name: Text
    summary: Text
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Horizon:
    """Short, medium or long term actions (clause 7.6, stage 6)."""

    code: Code
    label: Text
    months_from: Count
    months_to: Positive | None = None


@dataclass(frozen=True, slots=True)
class ServiceLevels:
    """What the council promises, in working days, and before a public meeting in clear days."""

    acknowledge_working_days: Count
    feedback_working_days: Positive
    plan_due_working_days: Positive
    quarter_report_working_days: Positive
    publication_clear_days: Positive
    information_working_days: Positive = 5
    information_reminder_working_days: Count = 2
    action_reminder_working_days: Count = 5


@dataclass(frozen=True, slots=True)
class Mails:
    """When the one mail a day goes out, by the clocks in Europe/London."""

    digest_hour: Hour = 8
    digest_days: Literal["working-days", "every-day"] = "working-days"


@dataclass(frozen=True, slots=True)
class MoneyType:
    """Capital money buys only capital things (clause 11.1)."""

    code: Literal["revenue", "capital"]
    label: Text
    hint: str = ""


@dataclass(frozen=True, slots=True)
class FundRoute:
    """Who spends the money, and what must be on file before it is paid (clauses 11.3 and 11.6)."""

    code: Code
    label: Text
    hint: str = ""
    needs_due_diligence: bool = False
    needs_agreement: bool = False
    needs_contract: bool = False
    panel: GroupCode | None = None


@dataclass(frozen=True, slots=True)
class Fund:
    """The fund (clause 11): who manages, oversees and authorises, and what it may be spent on."""

    code: Code
    name: Text
    managed_by: Text
    overseeing_group: GroupCode
    authorising_group: GroupCode
    approving_groups: tuple[GroupCode, ...]
    money_types: tuple[MoneyType, ...]
    purposes: tuple[Term, ...]
    categories: tuple[Term, ...]
    routes: tuple[FundRoute, ...]
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Theme:
    """A heading of a framework with the points under it."""

    code: Code
    label: Text
    items: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Framework:
    """A corporate plan or strategy that plans are linked to (clause 3.3); in force for a time."""

    code: Code
    name: Text
    valid_from: date
    themes: tuple[Theme, ...]
    valid_to: date | None = None
    review_due_on: date | None = None
    vision: str = ""
    link: Link | None = None

    def in_force(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Implication:
    """A line under "Implications"; an empty one must say "none" in so many words."""

    code: Code
    label: Text
    hint: str = ""
    none_text: str = "None"
    needs_reference: bool = False


@dataclass(frozen=True, slots=True)
class Declaration:
    """A question answered yes or no on a committee report's cover."""

    title: Text
    question: Text
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ReportTemplate:
    """The order and the words of a report; what fills each section is worked out from records."""

    code: Literal["quarterly", "annual"]
    name: Text
    groups: tuple[GroupCode, ...]
    purpose: Text
    header: tuple[Term, ...]
    recommendations: tuple[Text, ...]
    sections: tuple[Term, ...]
    reference_prefix: str = ""
    implications: tuple[Implication, ...] = ()
    background_papers: str = ""
    call_in: Declaration | None = None
    key_decision: Declaration | None = None
    small_numbers_below: Count = 5
