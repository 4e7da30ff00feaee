"""No free text of a report is forgotten when it is handed over (scenario O3)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.urls import reverse

from carp import clock
from carp.accounts.roles import Role
from carp.audit import trail
from carp.audit.models import AuditEvent, ErasableReason
from carp.governance import workflow as governance
from carp.governance.models import AgendaItem, Decision, Interest
from carp.outbox import queue
from carp.outbox.models import OutboxItem
from tests import make
from tests.triggers.test_handover import everything
from triggers import workflow
from triggers.figures import Figure
from triggers.models import (
    Assessment,
    InformationRequest,
    QuarantinedText,
    ReportTask,
    RiskLine,
    SavedDraft,
    TriggerReport,
)
from triggers.workflow.handover import ANSWER, FREE_TEXTS
from triggers.workflow.quarantine import TAKEN_OUT, TEXTS

pytestmark = pytest.mark.django_db
Status = TriggerReport.Status
NAME = "Canary Nameworth"

# --- Every free text is taken out, or there is a reason why it is not ---------------------------
CODE = "a code of the council pack, of the matrix or of ours; nobody types it"
SECRET = "a reference, a hash or a place in the store; nobody types it"
REPORTER = (
    "the reporter's own, apart from what they say and erasable by itself; the answer goes there"
)
DERIVED = "made anew from the redacted text"
WITH_FILE = "for the safeguarding lead alone while the handover waits, then erased with the file"
BOARD = "a board's decision under SI 2014/2095: its public record, which it corrects by a later one"
KEPT = {
    "triggers.TriggerReport": {
        **dict.fromkeys(("reference", "receipt_hash", "idempotency_key"), SECRET),
        **dict.fromkeys(("trend", "extent", "urgency", "close_reason"), CODE),
        **dict.fromkeys(("search_text", "shape"), DERIVED),
    },
    "triggers.ReporterContact": dict.fromkeys(
        ("name", "organisation", "email", "telephone", "safe_note"), REPORTER
    ),
    "triggers.TriggerSource": {"code": CODE},
    "triggers.TriggerCategory": {"code": CODE},
    "triggers.Assessment": dict.fromkeys(
        ("matrix", "confidence", "band", "no_action_band", "target_band"), CODE
    ),
    "triggers.Referral": {"route": CODE},
    "triggers.InformationRequest": {"service": CODE},
    "triggers.ReportMessage": {"idempotency_key": SECRET},
    "triggers.EvidenceFile": {
        **dict.fromkeys(("draft_key", "sha256", "stored_as"), SECRET),
        **dict.fromkeys(("name", "source_note"), WITH_FILE),
        "kind": CODE,
    },
    "triggers.QuarantinedText": {
        "safeguarding_reference": "opaque, and of the form that safeguarding gives",
        "text": "the quarantine itself",
    },
    "governance.AgendaItem": {"subject_type": CODE, "title": "no more than the reference"},
    "governance.Interest": {"subject_type": CODE, "subject_name": "no more than the reference"},
    "governance.Decision": {
        **dict.fromkeys(("kind", "subject_type", "subject_name"), CODE),
        **dict.fromkeys(("reasons", "alternatives", "conflicts"), BOARD),
        **dict.fromkeys(("urgency", "public_interest", "correction"), BOARD),
    },
}


def reached_from(model):
    """Models whose rows belong to rows of this one: what points at it, and what is its alone.

    A decision is the end of the way: what hangs on it (tasks, plans, money) is the board's. What
    names its subject by type and key, as agendas and interests do, belongs to it as well.
    """
    found, waiting = [], [model, *named_by_type_and_key()]
    while waiting:
        each = waiting.pop()
        if each in found:
            continue
        found.append(each)
        if each is Decision:
            continue
        for field in each._meta.get_fields(include_hidden=True):
            belongs = field.auto_created and (field.one_to_many or field.one_to_one)
            if field.is_relation and (belongs or (field.one_to_one and each is not model)):
                waiting.append(field.related_model)
    return found


def named_by_type_and_key():
    """Models of the boards whose rows may name a report; of the trail, reasons are taken out."""
    names = {"subject_type", "subject_id"}
    models_of_boards = apps.get_app_config("governance").get_models()
    return [each for each in models_of_boards if names <= {f.name for f in each._meta.fields}]


def texts_of(model):
    return {
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and not field.choices
    }


def taken_out():
    named = {"triggers.TriggerReport": {*FREE_TEXTS, "feedback"}}
    for texts in TEXTS:
        named.setdefault(texts.model._meta.label, set()).update(texts.called)
    return named


@pytest.mark.parametrize("model", reached_from(TriggerReport), ids=lambda model: model._meta.label)
def test_each_text_that_belongs_to_a_report_is_taken_out_or_kept_for_a_reason(model):
    label = model._meta.label
    out, kept = taken_out().get(label, set()), set(KEPT.get(label, {}))
    assert texts_of(model) == out | kept
    assert not out & kept
    assert all(KEPT.get(label, {}).values())


def test_walk_reaches_what_it_should():
    labels = {model._meta.label for model in reached_from(TriggerReport)}
    assert {"triggers.RiskLine", "triggers.ListChange", "governance.Decision"} <= labels
    assert {"governance.AgendaItem", "governance.Interest"} <= labels
    assert taken_out().keys() | KEPT.keys() <= labels


# --- A report about which everybody wrote -------------------------------------------------------
@pytest.fixture
def officer():
    return make.user(Role.NOMINATED_OFFICER)


@pytest.fixture
def report():
    figure = Figure(counted=f"Bruises of {NAME}", before=Decimal(2), now=Decimal(5))
    entry = make.report_entry(what=f"{NAME} is beaten.", where=f"By {NAME}'s flat", figure=figure)
    return workflow.submit(entry, by=None, idempotency_key="quarantine").report


def write_everywhere(report, officer):
    """The name in every field that takes one, by the steps themselves."""
    workflow.take_up(report, by=officer)
    message = workflow.write_note(report, by=officer, body=f"Note on {NAME}", key="note")
    workflow.withdraw_message(message, by=officer, reason=f"Named {NAME}")
    request = workflow.ask_information(
        report,
        by=officer,
        asked_of=f"Sister of {NAME}",
        question=f"Where is {NAME}?",
        due_on=clock.today(),
        to=workflow.Addressee(email="sister@example.org"),
    )
    workflow.answer_information(request, by=officer, answer=f"{NAME} is at home.")
    day = clock.today()
    task = workflow.add_task(report, by=officer, title=f"Ring {NAME}", owner=officer, due_on=day)
    workflow.end_task(task, by=officer, state=ReportTask.State.CANCELLED, note=f"{NAME} is out")
    entry = make.assessment_entry(gaps=f"Who else knows {NAME}.", what_works=f"{NAME} has a friend")
    workflow.complete_assessment(report, by=officer, entry=entry)
    lines = (make.risk_line_entry(description=f"{NAME} is hurt again"),)
    again = make.assessment_entry(lines=lines, gaps=f"{NAME}", reason=f"{NAME} rang.")
    workflow.complete_assessment(report, by=officer, entry=again)
    restriction = workflow.restrict(
        report, by=officer, reason=f"{NAME} is afraid.", people=[make.user(Role.NOMINATED_OFFICER)]
    )
    workflow.propose_list_change(
        restriction,
        by=officer,
        kind="add",
        person=make.user(Role.SERVICE_MANAGER),
        reason=f"He knows {NAME}.",
    )
    workflow.open_restricted(report, by=officer, reason=f"{NAME} waits at the desk.")
    watch = make.outcome_choice(
        "watch", watch_until=clock.today() + timedelta(days=9), reasons=f"{NAME} is watched."
    )
    workflow.agree_outcome(report, by=officer, choice=watch)
    workflow.look_again(report, by=officer, answer="end", found=f"{NAME} is well.")
    workflow.reissue_receipt(report, by=officer, recognised=f"{NAME} said", edition=edition(report))
    TriggerReport.objects.update(feedback=f"We look after {NAME}.")


def edition(report):
    report.refresh_from_db()
    return workflow.receipt_edition(report)


def test_what_everybody_wrote_is_in_the_quarantine_alone_and_then_nowhere(report, officer):
    write_everywhere(report, officer)
    workflow.save_draft({"what": NAME}, key="quarantine", secret="a code")
    quarantined = workflow.hand_over(report, by=officer, handover=make.handover())
    for words in (
        f"Bruises of {NAME}",
        f"Sister of {NAME}",
        "sister@example.org",
        f"{NAME} is at home.",
        f"Ring {NAME}",
        f"{NAME} is out",
        f"Who else knows {NAME}.",
        f"{NAME} is hurt again",
        f"{NAME} rang.",
        f"{NAME} is afraid.",
        f"He knows {NAME}.",
        f"{NAME} waits at the desk.",
        f"{NAME} is well.",
        f"Named {NAME}",
        f"{ANSWER}\nWe look after {NAME}.",
    ):
        assert words in quarantined.text
    assert TAKEN_OUT not in quarantined.text
    QuarantinedText.objects.update(text="elsewhere")
    assert NAME not in everything()
    assert InformationRequest.objects.get().asked_email == ""
    assert SavedDraft.objects.get().state == "sent"
    assert trail.first_broken_row() is None
    assert queue.run_due() > 0
    owed = OutboxItem.objects.filter(topic="triggers.forget")
    assert [item.state for item in owed] == ["done"]
    QuarantinedText.objects.update(text=quarantined.text)
    lead = make.user(Role.SAFEGUARDING_LEAD)
    workflow.confirm_handover(quarantined, by=lead)
    assert NAME not in everything()


def test_pages_of_what_was_handed_over_hold_the_one_sentence(client, report, officer):
    write_everywhere(report, officer)
    workflow.hand_over(report, by=officer, handover=make.handover())
    client.force_login(officer)
    page = reverse("triggers:triage-detail", args=[report.reference])
    asked = client.get(page)["Location"]
    text = client.post(asked, {"reason": "To see what stays."}, follow=True).content.decode()
    assert TAKEN_OUT in text
    assert NAME not in text
    restriction = reverse("triggers:triage-restriction", args=[report.reference])
    assert NAME not in client.get(restriction).content.decode()


def test_second_handover_takes_what_was_written_since(report, officer):
    write_everywhere(report, officer)
    first = workflow.hand_over(report, by=officer, handover=make.handover())
    workflow.confirm_handover(first, by=make.user(Role.SAFEGUARDING_LEAD))
    workflow.reopen(report, by=officer, reason=f"{NAME} came back.")
    workflow.write_note(report, by=officer, body="He is about again.", key="again")
    texts = {"what": "It is about the street."}
    second = workflow.hand_over(report, by=officer, handover=make.handover(texts=texts))
    assert "He is about again." in second.text
    assert f"{NAME} came back." in second.text
    assert "is beaten" not in second.text
    assert TAKEN_OUT not in second.text


def test_decision_of_a_board_stays_the_boards(report, officer):
    """What a board minuted is corrected by the board; what we hold beside it is taken out."""
    workflow.complete_assessment(report, by=officer, entry=make.assessment_entry())
    (referral,) = workflow.agree_outcome(report, by=officer, choice=make.outcome_choice())
    board = make.board("housing-board")
    spoken = make.deliberation(present=board, reasons=f"Told of {NAME}.")
    make.considered(referral, by=board[0], kind="note", deliberation=spoken)
    workflow.hand_over(report, by=officer, handover=make.handover())
    referral.refresh_from_db()
    assert referral.decision.reasons == f"Told of {NAME}."
    event = AuditEvent.objects.get(action="triggers.consider")
    assert (event.why, NAME in str(event.after)) == ("", False)


def test_what_agendas_and_interests_say_is_taken_out(report, officer):
    """Notes, why it was put off, and what somebody declared about the very item."""
    workflow.complete_assessment(report, by=officer, entry=make.assessment_entry())
    (referral,) = workflow.agree_outcome(report, by=officer, choice=make.outcome_choice())
    board = make.board("housing-board")
    item = governance.place_item(make.meeting(), referral, by=board[0])
    AgendaItem.objects.update(note=f"Ask for {NAME}.")
    governance.defer_item(item, by=board[0], reason=f"{NAME} is in hospital.")
    make.interest(referral, user=board[0], nature=f"{NAME} is my cousin.")
    make.interest(report, user=board[1], nature=f"I teach {NAME}.")
    other = make.interest(make.community(), user=board[0], nature="I own a house there.")

    quarantined = workflow.hand_over(report, by=officer, handover=make.handover())

    for words in (
        f"Ask for {NAME}.",
        f"{NAME} is in hospital.",
        f"{NAME} is my cousin.",
        f"I teach {NAME}.",
    ):
        assert words in quarantined.text
    QuarantinedText.objects.update(text="elsewhere")
    assert NAME not in everything()
    assert set(Interest.objects.exclude(pk=other.pk).values_list("nature", flat=True)) == {
        TAKEN_OUT
    }
    other.refresh_from_db()
    assert other.nature == "I own a house there."
    assert trail.first_broken_row() is None


@pytest.mark.parametrize("nature", [TAKEN_OUT, "Another interest"])
def test_a_declared_interest_gives_way_only_to_a_handover_that_waits(nature):
    waits, none_waits = make.quarantined_text().report, make.trigger_report()
    for report in (waits, none_waits):
        interest = make.interest(report)
        rows = Interest.objects.filter(pk=interest.pk)
        if report == waits and nature == TAKEN_OUT:
            assert rows.update(nature=nature) == 1
            continue
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            rows.update(nature=nature)


# --- What the database lets go ------------------------------------------------------------------
def completed(report):
    made = make.assessment(report)
    return made, made.lines.first()


WORDS_CHANGED = [
    ("assessment", {"gaps": TAKEN_OUT}),
    ("assessment", {"what_works": TAKEN_OUT}),
    ("line", {"description": TAKEN_OUT}),
]


def change(report, which, fields):
    made, line = completed(report)
    row = made if which == "assessment" else line
    type(row).objects.filter(pk=row.pk).update(**fields)
    row.refresh_from_db()
    return row


@pytest.mark.parametrize(("which", "fields"), WORDS_CHANGED)
def test_locked_words_give_way_while_a_handover_waits(which, fields):
    report = make.quarantined_text().report
    row = change(report, which, fields)
    assert {name: getattr(row, name) for name in fields} == fields


@pytest.mark.parametrize(("which", "fields"), WORDS_CHANGED)
def test_locked_words_stay_without_a_handover_and_after_one(which, fields):
    quarantined = make.quarantined_text()
    QuarantinedText.objects.update(
        text="", confirmed_at=clock.now(), confirmed_by=make.user(Role.SAFEGUARDING_LEAD)
    )
    for report in (make.trigger_report(), quarantined.report):
        with pytest.raises(IntegrityError, match=r"frozen|completed"), transaction.atomic():
            change(report, which, fields)


@pytest.mark.parametrize(("which", "fields"), [
    ("assessment", {"gaps": "Another text"}),
    ("line", {"description": ""}),
    ("assessment", {"gaps": TAKEN_OUT, "score": 1}),
    ("assessment", {"confidence": "high"}),
    ("line", {"description": "Another text"}),
    ("line", {"description": TAKEN_OUT, "likelihood": 1}),
    ("line", {"description": TAKEN_OUT, "target_likelihood": 1}),
])  # fmt: skip
def test_nothing_else_of_an_assessment_gives_way(which, fields):
    report = make.quarantined_text().report
    with pytest.raises(IntegrityError, match=r"frozen|completed"), transaction.atomic():
        change(report, which, fields)


def test_line_of_a_waiting_handover_is_neither_moved_nor_deleted():
    report = make.quarantined_text().report
    _made, line = completed(report)
    for act in (
        lambda: RiskLine.objects.filter(pk=line.pk).update(
            description=TAKEN_OUT, assessment=make.assessment(make.trigger_report())
        ),
        lambda: RiskLine.objects.filter(pk=line.pk).delete(),
    ):
        with pytest.raises(IntegrityError, match="completed assessment"), transaction.atomic():
            act()
    assert Assessment.objects.filter(report=report).exists()


def test_reasons_of_other_reports_stay(report, officer):
    other = workflow.submit(make.report_entry(), by=None, idempotency_key="other").report
    workflow.redirect(other, by=officer, reason="planning", feedback="Ask the planners.")
    workflow.reopen(other, by=officer, reason="It is ours after all.")
    workflow.hand_over(report, by=officer, handover=make.handover())
    assert ErasableReason.objects.get(text__gt="").text == "It is ours after all."
