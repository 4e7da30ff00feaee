"""What follows an assessment: routes, reasons, referrals, the register (policy 8.3)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from carp import clock
from carp.accounts.roles import Role
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.audit.models import AuditEvent
from carp.digest import lines
from carp.governance.models import Meeting
from carp.outbox.models import OutboxItem
from register.models import Community
from tests import make
from tests.concurrency import race, written_under_the_head
from tests.make.register import community, community_details
from triggers import workflow
from triggers.models import Referral, TriggerReport
from triggers.workflow import NotReady
from triggers.workflow.outcome import HAND_OVER

pytestmark = pytest.mark.django_db
Status, State = TriggerReport.Status, Referral.State


@pytest.fixture
def officer():
    return make.user(Role.NOMINATED_OFFICER)


@pytest.fixture
def report():
    return make.trigger_report(Status.ASSESSED)


def agree(report, officer, *routes, **changes):
    choice = make.outcome_choice(*routes, **changes)
    return workflow.agree_outcome(report, by=officer, choice=choice)


def mails():
    return [item.payload["to"] for item in OutboxItem.objects.filter(topic="mail")]


def faults(report, officer, *routes, **changes):
    with pytest.raises(workflow.NotReady) as refusal:
        agree(report, officer, *routes, **changes)
    return refusal.value.faults


def test_scenario_o1_raises_one_referral_and_enters_the_community(report, officer):
    (referral,) = agree(report, officer)
    report.refresh_from_db()
    assert report.status == Status.OUTCOME_AGREED
    assert (referral.route, referral.group.code, referral.state) == (
        "housing_board",
        "housing-board",
        State.RAISED,
    )
    entered = Community.objects.get()
    assert (entered.status, report.community) == (Community.Status.EMERGING, entered)
    event = trail.of_subject(report).last()
    assert (event.action, event.by) == ("triggers.agree_outcome", officer)
    assert event.before == {"status": "assessed"}
    assert event.after == {
        "status": "outcome_agreed",
        "routes": ["housing_board"],
        "suggested_routes": ["housing_board"],
        "referrals": [referral.pk],
        "community": entered.reference,
        "close_reason": "",
    }


def test_referral_goes_on_the_next_planned_agenda(report, officer):
    make.meeting(on=clock.today() + timedelta(days=30))
    soon = make.meeting(on=clock.today() + timedelta(days=3))
    make.meeting(on=clock.today() + timedelta(days=1), state=Meeting.State.CANCELLED)
    (referral,) = agree(report, officer)
    assert (referral.state, referral.meeting) == (State.ON_AGENDA, soon)


def test_board_is_told_of_an_immediate_risk_at_once_without_content(report, officer):
    members = make.board("housing-board")
    TriggerReport.objects.filter(pk=report.pk).update(immediate_danger=True)
    agree(report, officer)
    assert sorted(mails()) == sorted(member.email for member in members)
    body = OutboxItem.objects.filter(topic="mail").first().payload["body"]
    assert report.reference in body
    assert report.where not in body


def test_board_reads_of_any_other_report_in_the_digest(report, officer):
    (member, *_others) = make.board("housing-board")
    agree(report, officer)
    assert mails() == []
    assert "1 report waits for a board of yours" in [str(line) for line in lines.of(member)]


def test_two_routes_make_two_referrals(report, officer):
    manager = make.user(Role.SERVICE_MANAGER)
    made = agree(
        report,
        officer,
        "immediate_action",
        "housing_board",
        service_managers=[manager],
        create=community_details(),
        reasons="A child was hurt today.",
    )
    assert [referral.route for referral in made] == ["housing_board", "immediate_action"]
    act = made[1]
    assert (list(act.service_managers.all()), act.state, act.group) == (
        [manager],
        State.RAISED,
        None,
    )
    assert mails() == [manager.email]
    assert act.reason == "A child was hurt today."


@pytest.mark.parametrize(
    ("routes", "changes", "expected"),
    [
        ((), {"routes": ()}, {"routes": "Choose at least one route."}),
        (("teleport",), {}, {"routes": "Choose at least one route."}),
        (
            ("housing_board", "management_team"),
            {"create": community_details},
            {"reasons": "Say why: “Raise with the Management Team” was not suggested."},
        ),
        (
            ("watch",),
            {"watch_until": 30, "reasons": ""},
            {"reasons": "Say why: “Keep watch” was not suggested."},
        ),
        (
            ("housing_board",),
            {},
            {"community": "Link a community or enter a new one: the board decides about it."},
        ),
        (
            ("immediate_action",),
            {"reasons": "Now."},
            {"service_managers": "Name at least one service manager."},
        ),
        (
            ("link_community",),
            {"reasons": "Known."},
            {"community": "Choose the community that it belongs to."},
        ),
        (
            ("watch",),
            {"reasons": "Wait."},
            {"watch_until": "Enter the day on which to look again."},
        ),
        (
            ("watch",),
            {"reasons": "Wait.", "watch_until": 0},
            {"watch_until": "The day on which to look again must be in the future."},
        ),
        (
            ("no_further_action",),
            {"reasons": "Nothing in it."},
            {"close_reason": "Choose a reason.", "feedback": "Write what the reporter is told."},
        ),
        (
            ("redirect",),
            {"reasons": "Not ours.", "redirect_reason": "resolved", "feedback": "Ring."},
            {"redirect_reason": "Choose a reason."},
        ),
        (
            ("no_further_action", "watch"),
            {
                "reasons": "Both.",
                "watch_until": 30,
                "close_reason": "resolved",
                "feedback": "Thank you.",
            },
            {
                "routes": "“No further action” ends the report: it cannot be chosen with another "
                "route."
            },
        ),
        (
            ("housing_board",),
            {"create": lambda: community_details(name="")},
            {"name": "Enter the name of the community."},
        ),
    ],
)
def test_what_a_choice_lacks_is_said_beside_its_field(report, officer, routes, changes, expected):
    given = {key: value() if callable(value) else value for key, value in changes.items()}
    if "watch_until" in given:
        given["watch_until"] = clock.today() + timedelta(days=given["watch_until"])
    assert faults(report, officer, *(routes or ("watch",)), **given) == expected
    report.refresh_from_db()
    assert report.status == Status.ASSESSED
    assert not report.referrals.exists()


def test_suggested_board_is_not_left_out_without_a_reason(officer):
    report = make.trigger_report(Status.UNDER_REVIEW)
    severe = make.assessment_entry(lines=[make.risk_line_entry(impact_people=4)])
    workflow.complete_assessment(report, by=officer, entry=severe)
    only_act = {"service_managers": [make.user(Role.SERVICE_MANAGER)]}
    assert faults(report, officer, "immediate_action", **only_act) == {
        "reasons": "Say why: “Raise with the Management Team” was suggested and you did not choose "
        "it."
    }
    agree(report, officer, "immediate_action", reasons="The team met this morning.", **only_act)


def test_one_of_several_mild_suggestions_is_enough(officer):
    report = make.trigger_report(Status.UNDER_REVIEW)
    low = make.assessment_entry(lines=[make.risk_line_entry(likelihood=1)])
    workflow.complete_assessment(report, by=officer, entry=low)
    until = clock.today() + timedelta(days=90)
    (watch,) = agree(report, officer, "watch", watch_until=until)
    assert (watch.state, watch.watch_until) == (State.CONSIDERED, until)


def test_closing_route_always_says_why(officer):
    report = make.trigger_report(Status.UNDER_REVIEW)
    low = make.assessment_entry(lines=[make.risk_line_entry(likelihood=1)])
    workflow.complete_assessment(report, by=officer, entry=low)
    ending = {"close_reason": "insufficient-evidence", "feedback": "Thank you."}
    assert faults(report, officer, "no_further_action", **ending) == {
        "reasons": "Say why you chose “No further action”."
    }
    agree(report, officer, "no_further_action", reasons="Nobody else has seen it.", **ending)
    report.refresh_from_db()
    assert (report.status, report.close_reason, report.closed_by, report.feedback) == (
        Status.CLOSED,
        "insufficient-evidence",
        officer,
        "Thank you.",
    )
    assert report.referrals.get().state == State.CONSIDERED


def test_redirecting_route_ends_the_report_with_its_door(report, officer):
    agree(
        report,
        officer,
        "redirect",
        reasons="One family, not a community.",
        redirect_reason="planning",
        feedback="We have passed it on.",
    )
    report.refresh_from_db()
    assert (report.status, report.close_reason) == (Status.REDIRECTED, "planning")


@pytest.mark.parametrize("reason", ["safeguarding-child", "safeguarding-adult"])
def test_one_persons_case_is_handed_over_and_not_just_redirected(report, officer, reason):
    choice = {"redirect_reason": reason, "feedback": "Passed on.", "reasons": "One family."}
    with pytest.raises(NotReady) as refusal:
        agree(report, officer, "redirect", **choice)
    assert refusal.value.faults == {"redirect_reason": HAND_OVER}
    with pytest.raises(NotReady) as refusal:
        workflow.redirect(report, by=officer, reason=reason, feedback="Passed on.")
    assert refusal.value.faults == {"redirect_reason": HAND_OVER}


def test_community_on_the_register_is_linked_without_a_new_one(report, officer):
    known = community()
    agree(report, officer, "housing_board", community=known)
    report.refresh_from_db()
    assert (report.community, Community.objects.count()) == (known, 1)


def test_closed_community_is_not_linked(report, officer):
    known = community()
    Community.objects.update(status=Community.Status.CLOSED)
    known.refresh_from_db()
    assert faults(report, officer, "housing_board", community=known) == {
        "community": "South West Ward alleys is closed. Identify it again first."
    }


def test_community_is_either_linked_or_new(report, officer):
    both = {"community": community(), "create": community_details()}
    assert faults(report, officer, "housing_board", **both) == {
        "community": "Either link a community or enter a new one."
    }


def test_service_manager_must_be_able_to_open_it(report, officer):
    clerk = make.user(Role.OFFICER, name="Cleo Clerk")
    given = {"service_managers": [clerk], "reasons": "Now."}
    assert faults(report, officer, "immediate_action", **given) == {
        "service_managers": "Cleo Clerk cannot open reports that are sent to them."
    }


def test_outcome_waits_for_the_assessment(officer):
    report = make.trigger_report(Status.UNDER_REVIEW)
    assert faults(report, officer) == {
        "routes": "Complete the assessment before you choose an outcome."
    }
    assert not Community.objects.exists()


def test_outcome_is_for_nominated_officers(report):
    with pytest.raises(Refused, match="Only a nominated officer"):
        agree(report, make.board_member("housing-board"))


def test_refused_outcome_leaves_nothing_behind(report, officer):
    events = AuditEvent.objects.count()
    faults(report, officer, "immediate_action", create=community_details())
    assert (Community.objects.count(), AuditEvent.objects.count()) == (0, events)


def test_report_that_still_waits_at_the_board_is_not_sent_there_twice(report, officer):
    (first,) = agree(report, officer)
    workflow.complete_assessment(report, by=officer, entry=make.assessment_entry(reason="New data"))
    assert agree(report, officer, "housing_board") == [first]
    assert report.referrals.count() == 1


def test_report_comes_back_to_a_board_that_has_considered_it(report, officer):
    (first,) = agree(report, officer)
    make.considered(first, by=make.secretary())
    workflow.complete_assessment(report, by=officer, entry=make.assessment_entry(reason="New data"))
    (second,) = agree(report, officer, "housing_board")
    assert (second.pk != first.pk, second.state) == (True, State.RAISED)


def test_a_board_that_still_waits_reads_the_newest_assessment(report, officer):
    """Assessed again and sent on the same route: the board decides on what holds now (8.4)."""
    (first,) = agree(report, officer)
    again = workflow.complete_assessment(
        report, by=officer, entry=make.assessment_entry(reason="New data")
    )
    (waiting,) = agree(report, officer, "housing_board", reasons="It is worse than we thought.")
    waiting.refresh_from_db()
    assert (waiting.pk, waiting.assessment) == (first.pk, again)
    assert waiting.reason == "It is worse than we thought."


def test_managers_named_later_join_those_who_still_act(report, officer):
    one, other = (make.user(Role.SERVICE_MANAGER) for _ in range(2))
    agree(report, officer, "immediate_action", service_managers=[one], reasons="Dark")
    workflow.complete_assessment(report, by=officer, entry=make.assessment_entry(reason="New data"))
    (waiting,) = agree(
        report, officer, "immediate_action", service_managers=[other], reasons="Dark"
    )
    assert set(waiting.service_managers.all()) == {one, other}
    assert mails().count(other.email) == 1


def test_feedback_reaches_the_reporter(officer):
    member = make.user(Role.MEMBER)
    report = make.trigger_report(Status.ASSESSED, submitted_by=member)
    agree(report, officer, create=community_details(), feedback="The board will look at it.")
    report.refresh_from_db()
    assert report.feedback == "The board will look at it."
    assert mails() == [member.email]


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_who_agree_an_outcome_at_once_one_wins():
    report = make.trigger_report(Status.ASSESSED)
    officers = [make.user(Role.NOMINATED_OFFICER) for _ in range(2)]
    choice = make.outcome_choice()
    answers = race(
        *(lambda by=by: workflow.agree_outcome(report, by=by, choice=choice) for by in officers)
    )
    lost = [answer for answer in answers if isinstance(answer, workflow.NotReady)]
    assert [refusal.faults for refusal in lost] == [
        {"routes": "This report has its outcome already: it is outcome agreed."}
    ]
    assert (report.referrals.count(), Community.objects.count()) == (1, 1)
    assert AuditEvent.objects.filter(action="triggers.agree_outcome").count() == 1


def test_a_report_that_a_board_has_before_it_is_not_closed_by_a_new_outcome(report, officer):
    agree(report, officer)
    again = make.assessment_entry(reason="The trend has turned.")
    workflow.complete_assessment(report, by=officer, entry=again)
    ending = {"close_reason": "insufficient-evidence", "feedback": "It has passed."}
    with pytest.raises(Refused, match="still waits"):
        agree(report, officer, "no_further_action", reasons="It has passed.", create=None, **ending)
    report.refresh_from_db()
    assert report.status == Status.ASSESSED


def test_an_outcome_waits_for_no_row_once_it_holds_the_trails_head(report, officer):
    with CaptureQueriesContext(connection) as ran:
        agree(report, officer)
    assert written_under_the_head(ran) == {"triggers_triggerreport"}
