"""The free texts of a report, wherever they stand, on their way into the quarantine (scenario O3).

A new field in which somebody types about a report is named here, or where the tests say why it is
kept: `tests/triggers/test_quarantine.py` finds them all.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Model, QuerySet

from carp.audit import trail
from carp.audit.models import AuditEvent
from carp.governance.models import AgendaItem, Interest
from triggers import selectors
from triggers.models import (
    Assessment,
    InformationRequest,
    ListChange,
    Referral,
    ReportedFigure,
    ReportMessage,
    ReportTask,
    Restriction,
    RiskLine,
    TriggerReport,
)

# What stays of a text that may have named the person. The guards of the database know it as well.
TAKEN_OUT = "Handed over to safeguarding."


@dataclass(frozen=True)
class Texts:
    """The free texts of one kind of row, and what each is called where it is read.

    What is no sentence, as an address is not, is emptied.
    """

    model: type[Model]
    path: str
    called: Mapping[str, str]
    emptied: tuple[str, ...] = ()

    def of(self, report: TriggerReport) -> QuerySet[Model]:
        return self.model._default_manager.filter(**{self.path: report}).order_by("pk")

    def written(self, report: TriggerReport) -> Iterator[tuple[str, str]]:
        """Each text with what it is called; not what was taken out by an earlier handover."""
        for row in self.of(report).values(*self.called):
            yield from (
                (title, row[name])
                for name, title in self.called.items()
                if row[name] not in ("", TAKEN_OUT)
            )

    def take_out(self, report: TriggerReport) -> None:
        for name in self.called:
            stays = "" if name in self.emptied else TAKEN_OUT
            self.of(report).exclude(**{name: ""}).update(**{name: stays})


class BoardTexts(Texts):
    """What stands on agendas and was declared about a report or a referral of it."""

    def of(self, report: TriggerReport) -> QuerySet[Model]:
        about = selectors.about(report)
        return self.model._default_manager.filter(about).order_by("pk")


TEXTS: tuple[Texts, ...] = (
    Texts(ReportedFigure, "report", {"counted": "What is counted"}),
    Texts(
        ReportMessage,
        "report",
        {"body": "Message or note", "withdrawn_reason": "Why a message was withdrawn"},
    ),
    Texts(Assessment, "report", {"what_works": "What works", "gaps": "Not known"}),
    Texts(RiskLine, "assessment__report", {"description": "Risk"}),
    Texts(
        InformationRequest,
        "report",
        {
            "asked_of": "Information asked of",
            "asked_email": "Their address",
            "question": "Question",
            "answer": "Answer",
        },
        emptied=("asked_email",),
    ),
    Texts(ReportTask, "report", {"title": "Task", "note": "What came of it"}),
    Texts(Referral, "report", {"reason": "Why it was referred", "done": "What was done"}),
    Texts(Restriction, "report", {"reason": "Why it was restricted"}),
    Texts(ListChange, "restriction__report", {"reason": "Why the list was to change"}),
    BoardTexts(AgendaItem, "", {"note": "Note on an agenda", "reason": "Why it was put off"}),
    BoardTexts(Interest, "", {"nature": "An interest that was declared"}),
)


def take_out(report: TriggerReport) -> list[tuple[str, str]]:
    """Take every free text of the rows of a report and of its trail out; what they were.

    The handover's own row must stand already: without it the database keeps what is locked.
    """
    taken = [text for texts in TEXTS for text in texts.written(report)]
    for texts in TEXTS:
        texts.take_out(report)
    events: QuerySet[AuditEvent] = selectors.events_of(report) | _agenda_events(report)
    reasons = dict.fromkeys(trail.erase_reasons(events))
    return taken + [("Reason on record", reason) for reason in reasons if reason != TAKEN_OUT]


def _agenda_events(report: TriggerReport) -> QuerySet[AuditEvent]:
    """What the trail holds of its places on agendas."""
    items = AgendaItem.objects.filter(selectors.about(report)).values_list("pk", flat=True)
    return AuditEvent.objects.filter(
        subject_type=AgendaItem._meta.label_lower, subject_id__in=[str(key) for key in items]
    )
