"""People talk in the demonstration: a reporter answers, one rings, a food bank follows its own."""

from dataclasses import replace
from datetime import datetime, timedelta

from carp import clock
from carp.demo.narrator import Narrator
from register.models import Area, Community
from triggers import workflow as triggers
from triggers.models import ReporterContact, TriggerReport

WARD, OTHER_WARD = "E05009642", "E05009638"
FEEDBACK = (
    "The council and the food bank have found a room for a second opening day. "
    "Thank you for telling us."
)


def play(tell: Narrator) -> None:
    """An unread answer, a telephone report, and two people of one organisation with reports."""
    now = clock.now()
    answered(tell, now)
    telephoned(tell, now)
    food_bank(tell, now)


def entry(ward: str, where: str, what: str, kind: str) -> triggers.ReportEntry:
    return triggers.ReportEntry(
        reporter_kind=kind,
        community_kind=Community.Kind.PLACE,
        where=where,
        area=Area.objects.wards().get(code=ward),
        what=what,
        since="This autumn",
        trend="worsening",
        extent="street",
        urgency="soon",
        sources=("reported-to-partners",),
    )


def answered(tell: Narrator, now: datetime) -> None:
    """A resident without an account is asked back, and answers; nobody has read it yet."""
    given = replace(
        entry(
            WARD,
            "The path to the school",
            "The lamps are out and children walk home in the dark.",
            TriggerReport.Reporter.RESIDENT,
        ),
        contact=triggers.ContactEntry(
            method=ReporterContact.Method.EMAIL, email="resident@demonstration.example"
        ),
    )
    made = tell.outside(
        now - timedelta(days=2),
        "reports that the lamps are out",
        lambda: triggers.submit(given, by=None, idempotency_key="conversation-1"),
    ).report
    _officer_asks(tell, made, now - timedelta(days=1))
    tell.outside(
        now - timedelta(hours=4),
        "answers with the receipt",
        lambda: triggers.add_information(
            made, by=None, body="Since the clocks went back; about ten lamps.", key="answer-1"
        ),
    )


def _officer_asks(tell: Narrator, report: TriggerReport, at: datetime) -> None:
    tell.step(
        at,
        "nominated-officer",
        "takes up the report about the lamps",
        lambda by: triggers.take_up(report, by=by),
    )
    tell.step(
        at + timedelta(minutes=5),
        "nominated-officer",
        "asks the reporter back",
        lambda by: triggers.write_to_reporter(
            report,
            by=by,
            body="Thank you. Since when are they out, and about how many?",
            key="question-1",
        ),
    )
    tell.step(
        at + timedelta(minutes=10),
        "nominated-officer",
        "keeps a private note",
        lambda by: triggers.write_note(
            report, by=by, body="Street Scene had a contractor change in October.", key="note-1"
        ),
    )


def telephoned(tell: Narrator, now: datetime) -> None:
    """An officer writes down what a caller says."""
    given = replace(
        entry(
            OTHER_WARD,
            "The sheltered flats by the park",
            "The common room was closed and people hardly see one another.",
            TriggerReport.Reporter.RESIDENT,
        ),
        contact=triggers.ContactEntry(
            method=ReporterContact.Method.TELEPHONE,
            name="A caller",
            telephone="01632 960177",
            safe_note="In the mornings.",
        ),
    )
    tell.step(
        now - timedelta(hours=2),
        "lead-officer",
        "takes down a report by telephone",
        lambda by: triggers.take_call(given, by=by, idempotency_key="conversation-2"),
    )


def food_bank(tell: Narrator, now: datetime) -> None:
    """Two people of one organisation: one report is finished, one is open and asked about."""
    finished = _partner_reports(
        tell,
        now - timedelta(days=40),
        "partner-2",
        "Families come for food on the day when we are closed.",
    )
    tell.step(
        now - timedelta(days=38),
        "nominated-officer",
        "assesses the food bank's report",
        lambda by: triggers.complete_assessment(finished, by=by, entry=ASSESSMENT),
    )
    tell.step(
        now - timedelta(days=30),
        "nominated-officer",
        "closes it and tells the food bank",
        lambda by: triggers.agree_outcome(finished, by=by, choice=CLOSED),
    )
    current = _partner_reports(
        tell, now - timedelta(days=1), "partner", "More people ask for help with heating."
    )
    tell.step(
        now - timedelta(hours=5),
        "nominated-officer",
        "asks the food bank back",
        lambda by: triggers.write_to_reporter(
            current, by=by, body="About how many a week, and since when?", key="question-2"
        ),
    )


ASSESSMENT = triggers.AssessmentEntry(
    lines=(triggers.RiskLineEntry("Families go without food", 2, 3, 2, 3, 3, 2),),
    what_works="The food bank knows most of the families.",
    gaps="How many do not come at all.",
    confidence="medium",
)
CLOSED = triggers.OutcomeChoice(
    routes=("no_further_action",),
    reasons="A second opening day solves it.",
    close_reason="resolved",
    feedback=FEEDBACK,
)


def _partner_reports(tell: Narrator, at: datetime, person: str, what: str) -> TriggerReport:
    given = entry(OTHER_WARD, "Riverside", what, TriggerReport.Reporter.PARTNER)
    return tell.step(
        at,
        person,
        "reports for the food bank",
        lambda by: triggers.submit(given, by=by, idempotency_key=f"food-bank-{person}"),
    ).report
