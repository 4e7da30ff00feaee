"""What a report's pages read beside it in one question is what is there, each in its order."""

from datetime import timedelta

import pytest

from carp import clock
from carp.accounts.roles import Role
from carp.accounts.verdicts import Refused
from carp.council import packs
from tests import make
from triggers import permissions, selectors, workflow
from triggers.models import TriggerReport
from triggers.whole import Whole, read_assessed

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make.user(Role.NOMINATED_OFFICER)


@pytest.fixture
def report():
    return make.trigger_report("under_review")


def test_where_it_was_sent_is_read_with_whom_it_names(officer, report, django_assert_num_queries):
    boards = make.referral(report, raised_by=officer)
    at_once = make.referral(report, "immediate_action", group=None, raised_by=officer)
    managers = [make.user(Role.SERVICE_MANAGER) for _ in range(3)]
    at_once.service_managers.set(managers[1::-1])
    link = make.suggested_link(report, make.community(by=officer))
    group = str(boards.group)
    assert officer.capabilities
    assert packs.of(report.council_pack_id)

    with django_assert_num_queries(1):
        whole = Whole(report, officer)
        assert whole.referrals == [boards, at_once]
        assert [each.group and str(each.group) for each in whole.referrals] == [group, None]
        assert {each.raised_by.name for each in whole.referrals} == {officer.name}
        assert [list(each.service_managers.all()) for each in whole.referrals] == [[], managers[:2]]
        assert [str(each.community) for each in whole.suggested] == [str(link.community)]
        assert [row.code for row in report.categories.all()] == ["asb-and-domestic-violence"]
        assert selectors.sources(report) == ["Increase in complaints about a specific issue"]
    named = [permissions.can_record_action(each, whole.referrals[1]) for each in managers]
    assert [verdict.allowed for verdict in named] == [True, True, False]


def test_assessments_come_newest_first_and_a_draft_apart(officer, report):
    old = make.assessment(report, state="superseded", assessor=officer)
    new = make.assessment(report, assessor=officer)
    assert not Whole(report, officer).has_draft
    make.assessment(report, state="draft")
    whole = Whole(report, officer)
    assert whole.has_draft
    assert whole.assessments == [new, old]
    assert [each.assessor.name for each in whole.assessments] == [officer.name] * 2
    lines = [[line.line for line in selectors.rated(each).lines] for each in whole.assessments]
    assert lines == [list(new.lines.all()), list(old.lines.all())]


def test_what_is_to_be_done_and_what_was_written_keep_their_order(officer, report):
    late = make.report_task(report, owner=officer, due_on=clock.today() + timedelta(days=9))
    soon = make.report_task(report, owner=officer)
    answered = make.information_request(report, answer="Yes.", answered_at=clock.now())
    open_one = make.information_request(report, asked_by=officer)
    said = make.report_message(report, written_by=officer)
    note = make.report_message(report, visibility="internal", written_by=officer)
    make.report_message()
    whole = Whole(report, officer)
    assert whole.tasks == [soon, late]
    assert (whole.requests, whole.unanswered) == ([answered, open_one], [open_one])
    assert whole.messages == [said, note]
    assert whole.messages[0].written_by.name == officer.name
    assert whole.messages[0].withdrawn_by is None


def test_a_private_note_is_not_for_whoever_made_the_report():
    reporter = make.user(Role.OFFICER)
    report = make.trigger_report(submitted_by=reporter)
    said = make.report_message(report)
    make.report_message(report, visibility="internal")
    assert Whole(report, reporter).messages == [said]


def test_while_a_handover_waits_there_are_no_files_and_never_its_text(officer, report):
    file = make.evidence_file(report)
    assert Whole(report, officer).files == [file]
    handed = make.quarantined_text(report)
    whole = Whole(report, officer)
    assert whole.files == []
    assert whole.handover == handed
    assert "text" in whole.handover.get_deferred_fields()
    handed.text, handed.confirmed_at, handed.confirmed_by = "", clock.now(), officer
    handed.save()
    whole = Whole(report, officer)
    assert whole.files == [file]
    assert whole.handover.confirmed_by.name == officer.name


def test_an_outcome_needs_a_completed_assessment_read_or_asked(officer, django_assert_num_queries):
    report = make.trigger_report("assessed")
    read_assessed(report)
    assert officer.capabilities
    with django_assert_num_queries(0):
        assert permissions.can_agree_outcome(officer, report)
    report.assessments.update(state="superseded")
    anew = TriggerReport.objects.get(pk=report.pk)
    assert permissions.can_agree_outcome(officer, anew).reason == permissions.NOT_ASSESSED


def test_a_step_asks_anew_whether_a_report_is_restricted(officer, django_assert_num_queries):
    make.trigger_report()
    report = TriggerReport.objects.openable_by(officer).get()
    with django_assert_num_queries(0):
        assert permissions.can_restrict(officer, report)
    make.restriction(report, officer)
    with pytest.raises(Refused, match="restricted already"):
        workflow.restrict(report, by=officer, reason="Again.", people=[])
