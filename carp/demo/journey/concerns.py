"""A concern comes in, is assessed and referred; another comes in by telephone (O1, O2)."""

from datetime import date, datetime
from decimal import Decimal

from carp.demo.narrator import Narrator, NotAsItShouldBe
from carp.demo.people import HOUSING_BOARD
from carp.governance import workflow as governance
from carp.governance.models import Group
from register import workflow as register
from register.models import Area, Community
from triggers import workflow as triggers
from triggers.figures import Figure
from triggers.models import Referral, TriggerReport

SOUTH_WEST_WARD = "E05009642"
SOUTH_WEST_RISKS = triggers.AssessmentEntry(
    lines=(
        triggers.RiskLineEntry("Crime and fear of crime in the alleys", 4, 3, 3, 4, 3, 4),
        triggers.RiskLineEntry("Rubbish harms health and pride in the place", 3, 2, 3, 4, 3, 3),
    ),
    what_works="Residents' group; Street Scene's clean-ups.",
    gaps="Police figures for May are not in yet.",
    confidence="medium",
)


def south_west_ward(tell: Narrator) -> TriggerReport:
    """O1: the ward member reports South West Ward on Monday 3 June 2024."""
    entry = triggers.ReportEntry(
        reporter_kind="member",
        community_kind=Community.Kind.PLACE,
        where="Terraced streets by the river, Gainsborough South-West ward",
        area=Area.objects.wards().get(code=SOUTH_WEST_WARD),
        what="Drugs, alcohol and rubbish in the alleys. Residents fear crime after dark.",
        since="Since Easter",
        trend="worsening",
        extent="neighbourhood",
        people_affected=400,
        urgency="urgent",
        sources=("to-member-or-officer", "more-complaints"),
        categories=("asb-and-domestic-violence",),
        being_done="Street Scene clears the alleys when people complain.",
        what_works="A residents' group meets in the church hall and wants to help.",
    )
    submission = tell.step(
        datetime(2024, 6, 3, 9, 15),
        "ward-member",
        "reports a concern about South West Ward",
        lambda by: triggers.submit(entry, by=by, idempotency_key="journey-1"),
    )
    again = tell.step(
        datetime(2024, 6, 3, 9, 16),
        "ward-member",
        "sends the same form twice: still one report",
        lambda by: triggers.submit(entry, by=by, idempotency_key="journey-1"),
    )
    if again.report.pk != submission.report.pk:
        raise NotAsItShouldBe("The same form made two reports.")
    return submission.report


def _to_the_housing_board() -> triggers.OutcomeChoice:
    """The route, and the community entered from the same answers."""
    return triggers.OutcomeChoice(
        routes=("housing_board",),
        create=register.CommunityDetails(
            name="South West Ward, Gainsborough",
            kind=Community.Kind.PLACE,
            areas=(Area.objects.wards().get(code=SOUTH_WEST_WARD),),
            categories=("asb-and-domestic-violence",),
            scale="neighbourhood",
            summary="Terraced streets with drugs, alcohol, rubbish in alleys and fear of crime.",
            what_works="A residents' group that wants to help.",
        ),
    )


def assess(tell: Narrator, report: TriggerReport) -> Referral:
    """O1: two risk lines, headline 12 High, referred to the Housing Board, community logged."""
    tell.step(
        datetime(2024, 6, 3, 10, 0),
        "nominated-officer",
        "takes the report up",
        lambda by: triggers.take_up(report, by=by),
    )
    choice = _to_the_housing_board()
    tell.refused(
        datetime(2024, 6, 3, 10, 5),
        "nominated-officer",
        "tries to choose an outcome before the assessment",
        lambda by: triggers.agree_outcome(report, by=by, choice=choice),
    )
    completed = tell.step(
        datetime(2024, 6, 4, 14, 0),
        "nominated-officer",
        "completes the assessment",
        lambda by: triggers.complete_assessment(report, by=by, entry=SOUTH_WEST_RISKS),
    )
    if (completed.score, completed.band) != (12, "high"):
        raise NotAsItShouldBe(f"Expected 12 High, not {completed.score} {completed.band}.")
    board = Group.objects.get(code=HOUSING_BOARD)
    tell.step(
        datetime(2024, 6, 4, 14, 10),
        "board-secretary",
        "plans the Housing Board's meeting of 18 June",
        lambda by: governance.schedule_meeting(board, by=by, on=date(2024, 6, 18)),
    )
    (referral,) = tell.step(
        datetime(2024, 6, 4, 14, 30),
        "nominated-officer",
        "refers the report to the Housing Board and logs the community",
        lambda by: triggers.agree_outcome(report, by=by, choice=choice),
    )
    return referral


def _food_bank_entry() -> triggers.ReportEntry:
    return triggers.ReportEntry(
        reporter_kind="partner",
        community_kind=Community.Kind.GROUP,
        where="Gainsborough",
        what="Weekly users rose from about 140 to over 200, half of them pensioners.",
        since="Since July",
        trend="worsening",
        extent="whole-community",
        people_affected=200,
        urgency="soon",
        sources=("impact-on-partners",),
        figure=Figure(
            counted="people who come for food in a week", before=Decimal(140), now=Decimal(200)
        ),
        categories=("food-and-heating", "older-people"),
        being_done="The food bank buys food for £2,500 a month.",
        contact=triggers.ContactEntry(
            name="Food Bank Lead",
            organisation="Riverside Food Bank",
            method="telephone",
            telephone="01632 960123",
        ),
    )


def food_bank(tell: Narrator) -> None:
    """O2: a food bank reports from outside; its report is watched, then closed with a reason."""
    report = tell.outside(
        datetime(2024, 8, 5, 19, 40),
        "A food bank without an account reports that it can't cope",
        lambda: triggers.submit(_food_bank_entry(), by=None, idempotency_key="journey-2"),
    ).report
    assessed = triggers.AssessmentEntry(
        lines=(triggers.RiskLineEntry("Pensioners go without food", 3, 3, 2, 4, 3, 2),),
        what_works="Volunteers deliver to people who cannot come.",
        gaps="How many users come from outside the town.",
        confidence="high",
    )
    tell.step(
        datetime(2024, 8, 7, 10, 0),
        "nominated-officer",
        "assesses the food bank's report",
        lambda by: triggers.complete_assessment(report, by=by, entry=assessed),
    )
    choice = triggers.OutcomeChoice(
        routes=("immediate_action",),
        reasons="Winter is near and the service can act at once.",
        service_managers=(tell.people["service-manager"],),
        create=register.CommunityDetails(
            name="People who need support to access food",
            kind=Community.Kind.GROUP,
            categories=("food-and-heating", "older-people"),
            summary="A rising number of people rely on food banks, half of them pensioners.",
        ),
    )
    tell.step(
        datetime(2024, 8, 7, 10, 30),
        "nominated-officer",
        "acts at once with the service manager, and says why",
        lambda by: triggers.agree_outcome(report, by=by, choice=choice),
    )
