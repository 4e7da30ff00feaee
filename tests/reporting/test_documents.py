"""What stands in the two reports, and what must not."""

from datetime import UTC, date, datetime

import pytest

from carp import clock
from carp.accounts.roles import Role
from carp.documents import html, json
from carp.documents.report import FactList, Table
from register import workflow as register
from reporting import documents
from reporting.models import ReportRun
from reporting.selectors.changes import CORRECTIONS, changes
from tests import make
from tests.make.documents import report_object

pytestmark = pytest.mark.django_db
JULY, OCTOBER = datetime(2024, 7, 9, 9, tzinfo=UTC), datetime(2024, 10, 21, 9, tzinfo=UTC)
MEETING = "2025-03-18"


def report_of(kind, at=OCTOBER, *, earlier=None, **given):
    with clock.at(at):
        return documents.make(make.report_run(kind, **given), at=at, earlier=earlier)


def headings(report):
    return [section.heading for section in report.sections]


def section(report, heading):
    return next(each for each in report.sections if each.heading == heading)


def texts(report):
    return json.dumps(report)


def facts(section):
    (held,) = (block for block in section.blocks if isinstance(block, FactList))
    return {fact.label: (fact.text, fact.note) for fact in held.facts}


def test_the_quarters_sections_stand_in_the_order_of_the_template():
    report = report_of("quarterly")

    assert headings(report) == [
        "Recommendations",
        "Summary",
        "Reports received, assessed and closed",
        "Time taken to assess",
        "Communities by level of risk",
        "Action plans",
        "Actions overdue",
        "Communities at Risk Fund",
        "Exceptions",
    ]
    assert report.subtitle == "Quarter 2 of 2024/25, 1 July 2024 to 30 September 2024"
    assert [fact.label for fact in report.facts] == [
        "Period",
        "For",
        "Report by",
        "Contact officer",
        "Purpose / summary",
    ]
    assert report.standing == ""


def test_a_quarter_without_any_record_can_be_reported():
    report = report_of("quarterly", datetime(2019, 4, 1, 9, tzinfo=UTC))

    assert "Nothing stands out" in texts(report)
    assert html.page(report)


def test_what_is_not_over_says_so_first():
    report = report_of("quarterly", datetime(2024, 8, 5, 9, tzinfo=UTC), period="2024/25 Q2")

    assert report.standing == "So far only: the period is not over. Figures up to 5 August 2024."


def test_exceptions_name_what_is_late_or_missing():
    with clock.at(JULY):
        make.trigger_report(received_at=JULY)
        community = make.identified_community(plan_due_on=date(2024, 8, 30))
        make.plan(community=community)
        make.delegated_task(due_on=date(2024, 9, 1))

    report = report_of("quarterly")

    said = texts(section(report, "Exceptions"))
    assert "1 report had not been assessed by the day promised and was still waiting" in said
    assert "1 identified community has no plan in force though it was due: South West" in said
    assert "1 action is overdue; the oldest, of PLN-2024-0001, was due on 7 September 2024" in said
    assert "1 task of a board is overdue." in said


def test_the_annual_report_has_the_front_of_the_committee_template():
    typed = {
        "committee_reference": "PRCC.18 24/25",
        "meeting_on": MEETING,
        "financial_reference": "FIN/58/25",
        "implications": {"financial": "Spent within the budget.", "legal": ""},
        "background_papers": [["State of the District", "https://www.west-lindsey.gov.uk/"]],
        "call_in": False,
        "key_decision": True,
    }
    report = report_of(
        "annual", datetime(2025, 3, 3, tzinfo=UTC), parameters=typed, period="2024/25"
    )

    front = {fact.label: fact.text for fact in report.facts}
    assert front["Reference"] == "PRCC.18 24/25"
    assert front["Committee"] == "Prosperous Communities Committee"
    assert front["Date"] == "18 March 2025"
    assert headings(report)[:5] == [
        "Recommendations",
        "Implications",
        "Background papers",
        "Call in and urgency",
        "Key decision",
    ]
    implications = facts(section(report, "Implications"))
    assert implications["Financial"] == ("Spent within the budget.", "FIN/58/25")
    assert implications["Legal"] == ("None: report for information", "")
    assert implications["Climate related risks and opportunities"] == ("None", "")
    (decision,) = facts(section(report, "Key decision")).values()
    assert decision[0] == "Yes"


def test_the_latest_day_of_publication_is_five_clear_days_before():
    report = report_of("annual", parameters={"meeting_on": MEETING})

    (fact,) = (each for each in report.facts if each.label == "Latest publication date")
    assert fact.text == "10 March 2025"


def test_numbers_that_point_at_people_are_kept_back_in_the_annual_report():
    with clock.at(datetime(2024, 2, 5, 9, tzinfo=UTC)):
        here, there = make.area(), make.area("E05009640", "Gainsborough East")
        for area, number in ((here, 3), (there, 9), (None, 12)):
            for _ in range(number):
                make.trigger_report(area=area)

    said = texts(report_of("annual"))

    assert '"value":"fewer than 5"' in said
    assert '"value":"withheld"' in said
    assert "Reports that name no ward of the district: 12." in said


def test_streets_contacts_and_narratives_are_in_no_report():
    with clock.at(JULY):
        community = make.community(
            name="Neighbours of Ropery Road",
            streets="Ropery Road\nBow Lane",
            summary="CANARY-SUMMARY",
            what_works="CANARY-WORKS",
        )
        hidden = make.community(name="CANARY-NAME", scale="streets")
        report = make.trigger_report(
            community=community, what="CANARY-WHAT", where="Bow Lane", being_done="CANARY-DOING"
        )
        make.reporter_contact(report, name="CANARY-PERSON", organisation="CANARY-GROUP")
        made = make.plan(community=hidden, title="Safer Ropery Road")
        make.team_member(made, name="CANARY-MEMBER")

    for kind in ("quarterly", "annual"):
        with clock.at(datetime(2025, 4, 7, tzinfo=UTC)):
            run = make.report_run(kind, period="2024/25 Q2" if kind == "quarterly" else "2024/25")
            said = texts(documents.make(run, at=OCTOBER, earlier=None))
        assert "CANARY" not in said
        assert "Ropery" not in said
        assert "Bow Lane" not in said
        assert hidden.reference in said


def test_each_community_of_the_year_has_its_story():
    with clock.at(JULY):
        plan = make.plan_in_force(needs=[{}])
        register.begin_response(plan.community, by=make.user(Role.NOMINATED_OFFICER))
        make.allocation(line=plan.need_lines.get())

    report = report_of("annual", datetime(2025, 4, 7, tzinfo=UTC))

    (story,) = section(report, "Communities at risk").sections
    told = facts(story)
    assert story.heading == "South West Ward alleys"
    assert told["Where"][0] == "Gainsborough South-West"
    assert told["Status"][0] == "Not on the register at the start, active response at the end"
    assert told["Plan"][0] == "PLN-2024-0001: in force"
    assert told["Allocated from the fund"][0] == "£1,000"


def test_a_correction_lists_every_figure_that_differs():
    first = report_of("quarterly")
    ReportRun.objects.update(state=ReportRun.State.FAILED)
    with clock.at(JULY):
        make.trigger_report(received_at=JULY)

    second = report_of("quarterly", earlier=first, change_note="A report was entered late.")

    told = section(second, CORRECTIONS)
    assert "A report was entered late." in texts(told)
    (table,) = (block for block in told.blocks if isinstance(block, Table))
    rows = {(name, before, now) for name, _, before, now in table.rows}
    assert ("Summary: reports received, Value", "0", "1") in rows
    assert headings(second)[-1] == CORRECTIONS


def test_equal_reports_have_no_changes_and_a_lost_figure_is_one():
    whole, part = report_object(), report_object(*report_object().sections[:-1])

    assert changes(whole, whole) == []
    lost = changes(whole, part)
    assert {change.now for change in lost} == {"not in that version"}
    assert {change.section for change in lost} == {"The fund"}
