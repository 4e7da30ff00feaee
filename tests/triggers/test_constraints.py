"""What the database itself refuses of a report, its assessment and its referrals."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from carp import clock
from carp.accounts.roles import Role
from tests import make
from tests.refusals import refused_as_null, refused_by
from triggers.models import (
    Assessment,
    GatheringLook,
    Referral,
    ReporterContact,
    ReportMessage,
    ReportTask,
    RiskLine,
    SavedDraft,
    SavedFilter,
    SubmissionBucket,
    TriggerReport,
)

pytestmark = pytest.mark.django_db
Status = TriggerReport.Status


def change(row, **fields):
    """Past every form and workflow."""
    type(row).objects.filter(pk=row.pk).update(**fields)


def test_status_is_one_that_is_known():
    report = make.trigger_report()
    with refused_by("triggers_known_status"):
        change(report, status="mislaid")
    with refused_as_null():
        change(report, status=None)


@pytest.mark.parametrize("status", [Status.ASSESSED, Status.OUTCOME_AGREED])
def test_assessed_report_says_when(status):
    report = make.trigger_report(Status.UNDER_REVIEW)
    with refused_by("triggers_assessed_has_its_time"):
        change(report, status=status, assessed_at=None)


@pytest.mark.parametrize("status", [Status.CLOSED, Status.REDIRECTED])
@pytest.mark.parametrize("lost", [{"closed_at": None}, {"closed_by": None}, {"close_reason": ""}])
def test_ended_report_says_when_who_and_why(status, lost):
    report = make.trigger_report(status)
    with refused_by("triggers_closed_says_who_and_why"):
        change(report, **lost)


@pytest.mark.parametrize("field", ["closed_at", "closed_by", "close_reason"])
def test_open_report_has_no_end(field):
    report = make.trigger_report()
    given = {
        "closed_at": clock.now(),
        "closed_by": make.user(Role.NOMINATED_OFFICER),
        "close_reason": "resolved",
    }
    with refused_by("triggers_closed_says_who_and_why"):
        change(report, **{field: given[field]})
    with refused_as_null():
        change(report, close_reason=None)


def test_inside_report_has_its_reporter_and_an_outside_one_has_none():
    officer = make.user(Role.OFFICER)
    inside, outside = make.trigger_report(submitted_by=officer), make.trigger_report()
    with refused_by("triggers_inside_has_its_reporter"):
        change(inside, submitted_by=None)
    with refused_by("triggers_inside_has_its_reporter"):
        change(outside, submitted_by=officer)
    with refused_as_null():
        change(outside, channel=None)


def test_telephone_report_says_who_took_it_and_names_no_reporter():
    officer = make.user(Role.OFFICER)
    called = make.trigger_report(channel="telephone", taken_by=officer)
    for changed in ({"taken_by": None}, {"submitted_by": officer}, {"channel": "outside"}):
        with refused_by("triggers_inside_has_its_reporter"):
            change(called, **changed)
    inside = make.trigger_report(submitted_by=officer)
    with refused_by("triggers_inside_has_its_reporter"):
        change(inside, taken_by=officer)


def test_only_a_report_that_its_reporter_withdrew_was_ended_by_nobody():
    report = make.trigger_report(Status.CLOSED)
    change(report, closed_by=None, close_reason="withdrawn-by-reporter")
    with refused_by("triggers_closed_says_who_and_why"):
        change(report, close_reason="resolved")
    with refused_by("triggers_closed_says_who_and_why"):
        change(report, status=Status.REDIRECTED)


def test_message_is_for_a_reader_that_is_known():
    message = make.report_message()
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        change(message, visibility="internal")
    with refused_by("triggers_message_known_visibility"):
        make.report_message(visibility="everybody")
    with refused_as_null():
        make.report_message(visibility=None)


def test_message_has_its_writer():
    with refused_by("triggers_message_has_its_writer"):
        make.report_message(written_by=None)
    with refused_as_null():
        make.report_message(from_reporter=None)
    assert make.report_message(written_by=None, from_reporter=True).written_by is None


def test_reporter_writes_no_private_note():
    with refused_by("triggers_reporter_reads_what_they_wrote"):
        make.report_message(from_reporter=True, visibility="internal")


def test_message_says_something():
    with refused_by("triggers_message_says_something"):
        make.report_message(body="")
    with refused_as_null():
        make.report_message(body=None)


def test_withdrawn_message_says_when_who_and_why():
    message, officer = make.report_message(), make.user(Role.NOMINATED_OFFICER)
    whole = {"withdrawn_at": clock.now(), "withdrawn_by": officer, "withdrawn_reason": "Wrong"}
    for name, value in whole.items():
        with refused_by("triggers_withdrawn_message_says_who_and_why"):
            change(message, **{name: value})
    with refused_as_null():
        change(message, withdrawn_reason=None)
    change(message, **whole)


@pytest.mark.parametrize("changed", ["from_reporter", "written_by", "written_at", "report"])
def test_who_wrote_what_for_whom_never_changes(changed):
    message = make.report_message()
    other = {
        "from_reporter": True,
        "written_by": make.user(),
        "written_at": clock.now() - timedelta(days=1),
        "report": make.trigger_report(),
    }
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        change(message, **{changed: other[changed]})
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportMessage.objects.filter(pk=message.pk).delete()


def test_report_says_what():
    report = make.trigger_report()
    with refused_by("triggers_what_is_said"):
        change(report, what="")
    with refused_as_null():
        change(report, what=None)


def test_held_report_is_released_or_set_aside_and_says_by_whom():
    held, other = make.trigger_report(Status.HELD), make.trigger_report()
    release = {"released_at": clock.now(), "released_by": make.user(Role.NOMINATED_OFFICER)}
    for row, wrong in (
        (held, {"held_at": None}),
        (held, {"status": Status.RECEIVED}),
        (held, release),
        (held, {"status": Status.RECEIVED, "released_at": clock.now()}),
        (held, {"status": Status.RECEIVED, "released_by": release["released_by"]}),
        (other, {"status": Status.HELD}),
        (other, release),
    ):
        with refused_by("triggers_held_until_released_or_set_aside"):
            change(row, **wrong)
    change(held, status=Status.RECEIVED, **release)


def test_newest_saved_draft_of_a_report_is_the_only_one_that_opens():
    make.saved_draft(draft_hash="one report")
    with refused_by("triggers_newest_saved_draft_wins"):
        make.saved_draft(draft_hash="one report", secret="another")
    with refused_as_null():
        make.saved_draft(draft_hash=None, secret="a third")


@pytest.mark.parametrize("state", SavedDraft.State)
def test_saved_answers_are_there_exactly_while_they_can_be_opened(state):
    saved = make.saved_draft()
    wrong = "" if state == SavedDraft.State.KEPT else saved.answers
    with refused_by("triggers_saved_answers_go_with_their_draft"):
        change(saved, state=state, answers=wrong)
    with refused_as_null():
        change(saved, answers=None)


def test_source_is_recorded_once():
    report = make.trigger_report()
    with refused_by("triggers_source_once"):
        report.sources.create(code="more-complaints")
    with refused_as_null():
        report.sources.create(code=None)


def test_category_is_recorded_once():
    report = make.trigger_report()
    with refused_by("triggers_category_once"):
        report.categories.create(code="asb-and-domestic-violence")
    with refused_as_null():
        report.categories.create(code=None)


@pytest.mark.parametrize("method", [ReporterContact.Method.EMAIL, ReporterContact.Method.TELEPHONE])
def test_contact_can_be_used(method):
    contact = make.reporter_contact(make.trigger_report())
    with refused_by("triggers_contact_can_be_used"):
        change(contact, method=method, email="", telephone="")
    with refused_as_null():
        change(contact, method=None)


def test_report_has_one_draft():
    report = make.trigger_report()
    officer, pack = make.user(Role.NOMINATED_OFFICER), report.council_pack
    first = {"report": report, "assessor": officer, "council_pack": pack, "matrix": "4x4"}
    Assessment.objects.create(**first)
    with refused_by("triggers_one_draft_a_report"):
        Assessment.objects.create(**first)
    with refused_as_null():
        Assessment.objects.create(**first | {"report": None})


def test_report_has_one_assessment_in_force():
    report = make.trigger_report(Status.ASSESSED)
    with refused_by("triggers_one_assessment_in_force"):
        make.assessment(report)


@pytest.mark.parametrize(
    "lost",
    [
        {"completed_at": None},
        {"score": None},
        {"no_action_score": None},
        {"band": ""},
        {"no_action_band": ""},
        {"confidence": ""},
        {"state": "mislaid"},
    ],
    ids=str,
)
def test_completed_assessment_is_whole(lost):
    with refused_by("triggers_completed_assessment_is_whole"):
        make.assessment(make.trigger_report(), **lost)


def test_draft_has_not_been_completed():
    draft = make.assessment(make.trigger_report(), state=Assessment.State.DRAFT)
    with refused_by("triggers_completed_assessment_is_whole"):
        change(draft, completed_at=clock.now())
    with refused_as_null():
        change(draft, state=None)


LEVELS = [
    field.name
    for field in RiskLine._meta.fields
    if field.get_internal_type() == "PositiveSmallIntegerField"
]

TARGETS = {"target_likelihood": 2, "target_impact_people": 2, "target_impact_community": 1}


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("value", [0, 7])
def test_level_is_on_a_matrix(level, value):
    draft = make.assessment(make.trigger_report(), state=Assessment.State.DRAFT)
    with refused_by("triggers_levels_on_a_matrix"):
        make.risk_line(draft, **{level: value})


@pytest.mark.parametrize("level", [name for name in LEVELS if not name.startswith("target_")])
def test_draft_may_lack_a_level_but_is_not_completed_with_the_gap(level):
    draft = make.assessment(make.trigger_report(), state=Assessment.State.DRAFT)
    make.risk_line(draft, **{level: None})
    with pytest.raises(IntegrityError, match="completed with one whole line"), transaction.atomic():
        complete(draft)


def complete(draft):
    change(
        draft,
        state=Assessment.State.COMPLETED,
        completed_at=clock.now(),
        score=12,
        band="high",
        no_action_score=16,
        no_action_band="severe",
        confidence="high",
    )


@pytest.mark.parametrize("level", TARGETS)
def test_assessment_is_not_completed_with_half_a_target(level):
    draft = make.assessment(make.trigger_report(), state=Assessment.State.DRAFT)
    make.risk_line(draft, **TARGETS | {level: None})
    with pytest.raises(IntegrityError, match="completed with one whole line"), transaction.atomic():
        complete(draft)


@pytest.mark.parametrize("level", TARGETS)
def test_target_is_not_above_now(level):
    draft = make.assessment(make.trigger_report(), state=Assessment.State.DRAFT)
    now = level.removeprefix("target_")
    with refused_by("triggers_target_not_above_now"):
        make.risk_line(draft, **{now: 2, level: 3})
    assert make.risk_line(draft, **{now: None, level: 3}).pk
    assert make.risk_line(draft, **{now: 2, level: None}).pk


@pytest.mark.parametrize("half", [{"target_score": 4}, {"target_band": "low"}])
def test_target_has_its_score_and_its_band(half):
    with refused_by("triggers_target_has_score_and_band"):
        make.assessment(make.trigger_report(), **half)
    with refused_as_null():
        make.assessment(make.trigger_report(), target_band=None)


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.OUTCOME_AGREED}))
def test_report_is_watched_only_after_its_outcome(status):
    report = make.trigger_report(status)
    with refused_by("triggers_watched_after_its_outcome"):
        change(report, watch_until=clock.today())


def test_target_is_frozen_with_its_assessment():
    made = make.assessment(make.trigger_report(), target_score=4, target_band="medium")
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        change(made, target_score=1)


def test_assessment_is_not_completed_without_a_line():
    draft = make.assessment(make.trigger_report(), state=Assessment.State.DRAFT)
    draft.lines.all().delete()
    with pytest.raises(IntegrityError, match="completed with one whole line"), transaction.atomic():
        complete(draft)


def test_lines_of_a_completed_assessment_are_locked():
    made = make.assessment(make.trigger_report())
    line = made.lines.first()
    for act in (
        lambda: make.risk_line(made),
        lambda: change(line, likelihood=1),
        lambda: RiskLine.objects.filter(pk=line.pk).delete(),
    ):
        with pytest.raises(IntegrityError, match="completed assessment"), transaction.atomic():
            act()


@pytest.mark.parametrize(
    "changed",
    [
        {"score": 1},
        {"band": "low"},
        {"suggested_routes": []},
        {"what_works": "Nothing"},
        {"confidence": "low"},
        {"matrix": "5x5"},
    ],
    ids=str,
)
def test_completed_assessment_is_never_changed(changed):
    made = make.assessment(make.trigger_report())
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        change(made, **changed)
    change(made, state=Assessment.State.SUPERSEDED)


def test_assessment_is_never_deleted():
    made = make.assessment(make.trigger_report())
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM triggers_assessment WHERE id = %s", [made.pk])


def test_report_waits_on_a_route_once():
    report = make.trigger_report(Status.OUTCOME_AGREED)
    with refused_by("triggers_route_once"):
        make.referral(report)
    with refused_as_null():
        make.referral(report, route=None)


def test_report_may_take_a_route_again_once_it_was_withdrawn():
    report = make.trigger_report(Status.OUTCOME_AGREED)
    report.referrals.update(state=Referral.State.WITHDRAWN)
    assert make.referral(report).state == Referral.State.RAISED


def test_referral_considered_by_a_group_has_its_decision():
    referral = make.trigger_report(Status.OUTCOME_AGREED).referrals.get()
    with refused_by("triggers_considered_by_a_group_has_decision"):
        change(referral, state=Referral.State.CONSIDERED, decision=None)
    with refused_as_null():
        change(referral, state=None)


def test_referral_on_an_agenda_has_its_meeting():
    referral = make.trigger_report(Status.OUTCOME_AGREED).referrals.get()
    with refused_by("triggers_on_agenda_has_meeting"):
        change(referral, state=Referral.State.ON_AGENDA, meeting=None)


def test_answer_has_its_time():
    request = make.information_request(make.trigger_report())
    with refused_by("triggers_answer_has_its_time"):
        change(request, answer="It has doubled.", answered_at=None)
    with refused_by("triggers_answer_has_its_time"):
        change(request, answer="", answered_at=clock.now())
    with refused_as_null():
        change(request, answer=None)


def test_bucket_is_one_an_hour():
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    SubmissionBucket.objects.create(key="k", hour=hour)
    with refused_by("triggers_one_bucket_an_hour"):
        SubmissionBucket.objects.create(key="k", hour=hour)
    with refused_as_null():
        SubmissionBucket.objects.create(key=None, hour=hour)


def test_evidence_belongs_to_a_report_or_to_a_draft_and_never_to_both():
    of_report, of_draft = make.evidence_file(make.trigger_report()), make.draft_file()
    for row, wrong in (
        (of_report, {"draft_key": "k"}),
        (of_report, {"report": None}),
        (of_draft, {"draft_key": None}),
        (of_draft, {"draft_key": ""}),
        (of_draft, {"report": of_report.report}),
    ):
        with refused_by("triggers_evidence_of_one"):
            change(row, **wrong)


def test_evidence_is_of_a_known_kind_and_has_bytes_of_its_own():
    first, other = make.evidence_file(make.trigger_report()), make.draft_file()
    with refused_by("triggers_evidence_known_kind"):
        change(first, kind="svg")
    with refused_by("triggers_evidence_has_bytes"):
        change(first, size=0)
    with refused_by("triggers_evidence_stored_once"):
        change(first, stored_as=other.stored_as)
    for field in ("kind", "size", "stored_as", "sha256", "name"):
        with refused_as_null():
            change(first, **{field: None})


# --- The desk ----------------------------------------------------------------------------------
def test_question_goes_to_a_service_or_to_a_partner_and_not_to_both():
    asked = make.information_request(make.trigger_report(Status.UNDER_REVIEW))
    change(asked, service="housing")
    with refused_by("triggers_asked_of_one"):
        change(asked, organisation=make.organisation())
    change(asked, service="", organisation=make.organisation())
    with refused_as_null():
        change(asked, service=None)


def test_task_has_a_state_that_is_known():
    task = make.report_task(make.trigger_report())
    ended = {"ended_at": clock.now(), "ended_by": task.owner}
    with refused_by("triggers_known_task_state"):
        change(task, state="mislaid", **ended)
    with refused_as_null():
        change(task, state=None)


@pytest.mark.parametrize("state", [ReportTask.State.DONE, ReportTask.State.CANCELLED])
@pytest.mark.parametrize("lost", ["ended_at", "ended_by"])
def test_ended_task_says_when_and_who(state, lost):
    task = make.report_task(make.trigger_report())
    ended = {"ended_at": clock.now(), "ended_by": task.owner, "note": "Not needed."}
    with refused_by("triggers_ended_task_says_when_and_who"):
        change(task, state=state, **ended | {lost: None})
    with refused_by("triggers_ended_task_says_when_and_who"):
        change(task, **{lost: ended[lost]})


def test_cancelled_task_says_why():
    task = make.report_task(make.trigger_report())
    ended = {"ended_at": clock.now(), "ended_by": task.owner}
    with refused_by("triggers_cancelled_task_says_why"):
        change(task, state="cancelled", note="", **ended)
    with refused_as_null():
        change(task, note=None)


def test_person_has_a_filter_of_one_name_once():
    person = make.user()
    made = make.saved_filter(person)
    make.saved_filter(make.user())
    with refused_by("triggers_filter_name_once"):
        make.saved_filter(person, name=made.name.upper())


def test_filter_has_a_name():
    made = make.saved_filter(make.user())
    with refused_by("triggers_filter_has_a_name"):
        change(made, name="")
    with refused_as_null():
        SavedFilter.objects.filter(pk=made.pk).update(name=None)


def test_look_says_why():
    look = make.gathering_look("CAR-2026-0001")
    with refused_by("triggers_look_has_its_reason"):
        change(look, reason="")
    with refused_by("triggers_look_has_its_reason"):
        GatheringLook.objects.create(key="", reason="x", looked_by=look.looked_by)
    with refused_as_null():
        change(look, reason=None)


def test_community_is_suggested_once():
    link = make.suggested_link(make.trigger_report(), make.community())
    with refused_by("triggers_suggested_once"):
        make.suggested_link(link.report, link.community)
    with refused_as_null():
        change(link, community=None)


def test_figure_is_given_whole():
    figure = make.reported_figure()
    with refused_by("triggers_figure_says_what_is_counted"):
        change(figure, counted="")
    for name in ("counted", "before", "now", "report"):
        with refused_as_null():
            change(figure, **{name: None})


@pytest.mark.parametrize("name", ["before", "now"])
def test_figure_is_not_negative(name):
    figure = make.reported_figure()
    change(figure, **{name: 0})
    with refused_by("triggers_figure_not_negative"):
        change(figure, **{name: Decimal("-0.01")})


def test_report_has_one_figure():
    figure = make.reported_figure()
    with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction.atomic():
        make.reported_figure(figure.report)
