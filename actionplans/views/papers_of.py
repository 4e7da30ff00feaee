"""The papers of one thing before a board, as a report's sections: what its own page shows."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from actionplans.models import Approval, PlanVersion
from actionplans.selectors import frozen
from actionplans.selectors.desk import answered_before
from actionplans.views import board_tables
from carp.documents.report import (
    Block,
    Callout,
    Column,
    Fact,
    FactList,
    Kind,
    Paragraphs,
    Section,
    Table,
)
from carp.governance.models import Group
from carp.web.formats import day
from carp.web.tables import as_columns
from triggers import selectors as reports
from triggers.models import Referral

RESTRICTED = (
    "This report is restricted. It is not printed: read it on its own page, where each opening is "
    "put on record with its reason."
)
NO_MONEY = "It asks for no money."


# --- Reports -------------------------------------------------------------------------------------
def referral_papers(referrals: Sequence[Referral], _group: Group) -> dict[int, Sequence[Section]]:
    """The papers of reports, in one question for all."""
    reports.read_whole(referrals)
    return {referral.pk: _referral_paper(referral) for referral in referrals}


def _referral_paper(referral: Referral) -> Sequence[Section]:
    """What was reported and how it was assessed; of a restricted report nothing is printed."""
    if getattr(referral, "is_restricted", True):
        return (Section("Not printed", (Callout("Restricted", (RESTRICTED,)),)),)
    rated = reports.rated(referral.assessment)
    return (
        Section("What was reported", (_facts(board_tables.report_facts(referral)),)),
        Section("The assessment", (_facts(board_tables.assessment_facts(rated)), _risks(rated))),
    )


def _risks(rated: reports.RatedAssessment) -> Block:
    """Each risk as the matrix of its day rates it; the words of its parts are on its page."""
    table = board_tables.risk_table(rated)
    rows = [(row[0], *row[4:]) for row in table.rows]
    heads = ("Risk", "Now", "If nothing is done", "Target")
    return Table("Risks", tuple(Column(head) for head in heads), _cells(rows))


# --- Plan versions -------------------------------------------------------------------------------
def version_papers(versions: Sequence[PlanVersion], group: Group) -> dict[int, Sequence[Section]]:
    """The papers of plan versions, each with what changed since the group answered before."""
    answered = answered_before(versions, [group], contents=True)
    return {
        version.pk: _version_paper(version, answered.get((version.pk, group.pk)))
        for version in versions
    }


def _version_paper(version: PlanVersion, before: Approval | None) -> Sequence[Section]:
    reading = frozen.Reading(version)
    needs = [*reading.needs, reading.needs_foot] if reading.needs else []
    return (
        Section("The plan", (_facts(reading.facts), _hash(version))),
        *([_changes(version, before)] if before else []),
        Section(
            "Need lines",
            (_table("Need lines", reading.needs_head, needs, total=bool(needs), empty=NO_MONEY),),
        ),
        Section(
            "Actions",
            (
                _table(
                    "Actions", reading.actions_head, reading.actions, empty="It has no action yet."
                ),
            ),
        ),
        Section(
            "Delivery team",
            (_table("Delivery team", reading.team_head, reading.team, empty="Nobody is named."),),
        ),
        *(
            Section(part.caption, (_table(part.caption, part.head, part.rows, empty="Nothing."),))
            for part in reading.parts
            if part.rows
        ),
        *_stages(reading),
    )


def _hash(version: PlanVersion) -> Block:
    return Paragraphs(
        (
            f"The answer holds for this content only: {version.content_hash[:12]}. Submitted by "
            f"{version.submitted_by.name} on {day(version.submitted_at)}.",
        )
    )


def _changes(version: PlanVersion, before: Approval) -> Section:
    then, now = json.loads(before.version.content), json.loads(version.content)
    found = [change[:3] for change in frozen.differences(version.plan, then, now)]
    said = (
        f"The {before.group} answered on version {before.version.number} on "
        f"{day(before.decision.decided_on)}: {before.get_outcome_display().lower()}."
    )
    table = _table("What changed", ("What", "Before", "Now"), found, empty="Nothing.")
    return Section("What changed since the board answered", (Paragraphs((said,)), table))


def _stages(reading: frozen.Reading) -> Iterable[Section]:
    """A stage without an answer is left out: its own page says that it has none."""
    for stage in reading.stages:
        answers = [(each["label"], each["answer"]) for each in stage["answers"] if each["answer"]]
        if answers:
            yield Section(f"Stage {stage['number']}: {stage['name']}", (_facts(answers),))


# --- Both ----------------------------------------------------------------------------------------
def _facts(facts: Iterable[tuple[str, Any]]) -> FactList:
    return FactList(tuple(Fact(term, str(value)) for term, value in facts))


def _table(
    caption: str,
    head: Sequence[Any],
    rows: Iterable[Sequence[Any]],
    *,
    empty: str,
    total: bool = False,
) -> Table:
    """A table of a page in a report, where amounts are written out already."""
    columns = tuple(
        Column(each.label, Kind.NUMBER if each.numeric else Kind.TEXT) for each in as_columns(head)
    )
    return Table(caption, columns, _cells(rows), total=total, empty=empty)


def _cells(rows: Iterable[Sequence[Any]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple("" if cell is None else str(cell) for cell in row) for row in rows)
