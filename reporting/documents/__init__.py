"""A report's object, made from the figures: every word and number that a reader will see."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from carp.documents.report import Callout, Column, Paragraphs, Report, Section, Table
from register.selectors import streets_of
from reporting.documents import annual, quarterly
from reporting.documents.figures import Figures, gather
from reporting.documents.front import head
from reporting.documents.privacy import without_words
from reporting.models import ReportRun
from reporting.selectors.changes import CORRECTIONS, changes

MAKERS: dict[str, Callable[[Figures], tuple[Section, ...]]] = {
    ReportRun.Kind.QUARTERLY: quarterly.sections,
    ReportRun.Kind.ANNUAL: annual.sections,
}
MOST_CHANGES = 200


def make(run: ReportRun, *, at: datetime, earlier: Report | None) -> Report:
    """The report of a run as of a moment; a correction lists what it changes (policy 10.1)."""
    figures = gather(run)
    report = head(figures, at=at, sections=MAKERS[run.kind](figures))
    streets = streets_of(each.community for each in figures.communities.standings)
    report = without_words(report, streets)
    if earlier is None:
        return report
    return replace(report, sections=(*report.sections, _corrections(run, earlier, report)))


def _corrections(run: ReportRun, earlier: Report, now: Report) -> Section:
    found = changes(earlier, now)
    table = Table(
        f"Figures that differ from version {earlier.version}",
        (Column("Figure"), Column("Section"), Column("Before"), Column("Now")),
        tuple((each.name, each.section, each.before, each.now) for each in found[:MOST_CHANGES]),
        empty="No figure is different.",
        note=f"And {len(found) - MOST_CHANGES:,} more." if len(found) > MOST_CHANGES else "",
    )
    why = Callout(f"This version takes the place of version {earlier.version}", (run.change_note,))
    said = Paragraphs((f"Version {earlier.version} stays as it was, and can still be read.",))
    return Section(CORRECTIONS, (why, said, table), plain=True)
