"""Assessments: drafts with gaps, whole ones locked, new ones superseding (policy 9)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carp.accounts.roles import Role
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.council import packs
from tests import make
from triggers import risk, selectors, workflow
from triggers.models import Assessment, TriggerReport
from triggers.workflow import NotReady
from triggers.workflow.triage import completion_faults

pytestmark = pytest.mark.django_db
Status, State = TriggerReport.Status, Assessment.State


@pytest.fixture
def officer():
    return make.user(Role.NOMINATED_OFFICER)


@pytest.fixture
def report():
    return make.trigger_report(Status.UNDER_REVIEW)


def test_scenario_o1_comes_out_at_twelve_and_high(report, officer):
    """Domain 5, O1: lines of 12 and 9, headline 12 High, suggestion Housing Board."""
    made = workflow.complete_assessment(report, by=officer, entry=make.assessment_entry())
    assert (made.score, made.band, made.suggested_routes) == (12, "high", ["housing_board"])
    assert (made.no_action_score, made.no_action_band) == (16, "severe")
    assert (made.matrix, made.council_pack) == ("4x4", packs.current_version())
    assert (made.state, made.assessor) == (State.COMPLETED, officer)
    assert [line.likelihood for line in made.lines.all()] == [4, 3]
    report.refresh_from_db()
    assert (report.status, report.assessed_at is not None) == (Status.ASSESSED, True)


def test_completion_is_recorded_with_its_score(report, officer):
    made = workflow.complete_assessment(report, by=officer, entry=make.assessment_entry())
    event = trail.of_subject(report).last()
    assert event.action == "triggers.complete_assessment"
    assert event.after == {
        "status": "assessed",
        "assessment": made.pk,
        "supersedes": None,
        "matrix": "4x4",
        "score": 12,
        "band": "high",
        "no_action_score": 16,
        "target_score": None,
        "suggested_routes": ["housing_board"],
    }


def test_draft_keeps_half_a_line(report, officer):
    half = workflow.RiskLineEntry(description="Fear of crime", likelihood=3)
    draft = workflow.save_assessment(
        report, by=officer, entry=workflow.AssessmentEntry(lines=[half])
    )
    line = draft.lines.get()
    assert (line.likelihood, line.impact_people, draft.state) == (3, None, State.DRAFT)


def test_saving_again_replaces_the_lines_of_the_one_draft(report, officer):
    colleague = make.user(Role.NOMINATED_OFFICER)
    first = workflow.save_assessment(report, by=officer, entry=make.assessment_entry())
    one_line = make.assessment_entry(lines=[make.risk_line_entry(likelihood=1)])
    second = workflow.save_assessment(report, by=colleague, entry=one_line)
    assert (second, second.assessor) == (first, colleague)
    assert [line.likelihood for line in second.lines.all()] == [1]


def test_draft_takes_up_a_new_report(officer):
    report = make.trigger_report()
    workflow.save_assessment(report, by=officer, entry=make.assessment_entry())
    report.refresh_from_db()
    assert (report.status, report.assigned_to) == (Status.UNDER_REVIEW, officer)


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"lines": ()}, {"lines": "Add at least one risk."}),
        (
            {"lines": (make.risk_line_entry(), make.risk_line_entry(likelihood=None))},
            {"lines": "Finish risk 2, or remove it."},
        ),
        (
            {"lines": (make.risk_line_entry(description=" "),)},
            {"lines": "Finish risk 1, or remove it."},
        ),
        ({"confidence": ""}, {"confidence": "Choose how sure you are."}),
        ({"confidence": "certain"}, {"confidence": "Choose how sure you are."}),
    ],
)
def test_assessment_is_not_completed_with_gaps(report, officer, changes, faults):
    with pytest.raises(workflow.NotReady) as refusal:
        workflow.complete_assessment(report, by=officer, entry=make.assessment_entry(**changes))
    assert refusal.value.faults == faults
    assert not report.assessments.exists()


def test_assessment_needs_a_source_of_the_policy(report, officer):
    report.sources.all().delete()
    with pytest.raises(workflow.NotReady, match="at least one source"):
        workflow.complete_assessment(report, by=officer, entry=make.assessment_entry())
    entry = make.assessment_entry(sources=["new-data", "new-data"])
    workflow.complete_assessment(report, by=officer, entry=entry)
    assert [source.code for source in report.sources.all()] == ["new-data"]


def test_source_is_one_of_the_pack(report, officer):
    with pytest.raises(Refused, match="no source called rumour"):
        workflow.save_assessment(
            report, by=officer, entry=make.assessment_entry(sources=["rumour"])
        )


@pytest.mark.parametrize("level", [0, 5])
def test_level_is_on_the_matrix_of_the_day(report, officer, level):
    entry = make.assessment_entry(lines=[make.risk_line_entry(impact_people=level)])
    with pytest.raises(Refused, match="not on the 4 by 4 matrix"):
        workflow.save_assessment(report, by=officer, entry=entry)


def test_new_assessment_supersedes_with_a_reason(report, officer):
    first = workflow.complete_assessment(report, by=officer, entry=make.assessment_entry())
    with pytest.raises(workflow.NotReady, match="Say why a new assessment"):
        workflow.complete_assessment(report, by=officer, entry=make.assessment_entry())
    lower = make.assessment_entry(
        lines=[make.risk_line_entry(likelihood=1)], reason="Police figures fell."
    )
    second = workflow.complete_assessment(report, by=officer, entry=lower)
    first.refresh_from_db()
    assert (first.state, first.score) == (State.SUPERSEDED, 12)
    assert (second.state, second.score, second.band) == (State.COMPLETED, 3, "low")
    event = trail.of_subject(report).last()
    assert (event.why, event.after["supersedes"]) == ("Police figures fell.", first.pk)


def test_new_assessment_asks_for_an_outcome_again_and_keeps_the_first_day(officer):
    report = make.trigger_report(Status.OUTCOME_AGREED)
    first_day = report.assessed_at
    workflow.complete_assessment(report, by=officer, entry=make.assessment_entry(reason="New data"))
    report.refresh_from_db()
    assert (report.status, report.assessed_at) == (Status.ASSESSED, first_day)


LEVEL = st.integers(1, 4)


@given(lines=st.lists(st.tuples(LEVEL, LEVEL, LEVEL), min_size=1, max_size=6))
def test_headline_is_the_highest_product_of_likelihood_and_worse_impact(lines):
    matrix = packs.current().matrix()
    expected = max(likelihood * max(people, place) for likelihood, people, place in lines)
    rating = risk.headline(matrix, lines)
    assert rating.score == expected
    assert rating.band.lowest <= expected <= rating.band.highest


def test_half_a_line_has_no_score():
    matrix = packs.current().matrix()
    assert risk.rated(matrix, (4, None, 3)) is None
    assert risk.headline(matrix, [(4, None, 3)]) is None


def test_whole_entry_has_no_faults(report):
    assert completion_faults(report, make.assessment_entry(), supersedes=False) == {}


# --- Targets ------------------------------------------------------------------------------------
def target(likelihood, people, community):
    return {
        "target_likelihood": likelihood,
        "target_impact_people": people,
        "target_impact_community": community,
    }


def completed(report, officer, *lines):
    entry = make.assessment_entry(lines=lines)
    return workflow.complete_assessment(report, by=officer, entry=entry)


def test_headline_target_is_the_highest_that_is_left(report, officer):
    made = completed(
        report,
        officer,
        make.risk_line_entry(**target(2, 2, 1)),
        make.risk_line_entry(likelihood=3, **target(2, 3, 3)),
    )
    assert (made.score, made.target_score, made.target_band) == (12, 6, "medium")
    rated = selectors.rated(made)
    assert [line.target.score for line in rated.lines] == [4, 6]
    assert rated.target_band == "Medium"


def test_risk_without_a_target_stays_as_it_is_now(report, officer):
    made = completed(
        report, officer, make.risk_line_entry(**target(1, 1, 1)), make.risk_line_entry(likelihood=3)
    )
    assert (made.target_score, made.target_band) == (9, "high")


def test_assessment_without_a_target_has_none(report, officer):
    made = completed(report, officer, make.risk_line_entry())
    assert (made.target_score, made.target_band) == (None, "")


@pytest.mark.parametrize("half", [target(2, 2, None), target(None, None, 1), target(2, None, None)])
def test_half_a_target_completes_nothing(report, officer, half):
    with pytest.raises(NotReady, match="Finish risk 1"):
        completed(report, officer, make.risk_line_entry(**half))
    entry = make.assessment_entry(lines=(make.risk_line_entry(**half),))
    assert workflow.save_assessment(report, by=officer, entry=entry).pk


@pytest.mark.parametrize("high", [target(4, 4, 3), target(4, 3, 4), target(5, 3, 3)])
def test_target_above_now_is_kept_by_nothing(report, officer, high):
    entry = make.assessment_entry(lines=(make.risk_line_entry(**high),))
    for step in (workflow.save_assessment, workflow.complete_assessment):
        with pytest.raises(Refused):
            step(report, by=officer, entry=entry)
