"""What the public reads of the boards: from public fields, nothing restricted, nothing exempt."""

import csv

import pytest

from carp.governance import workflow
from carp.governance.models import Decision
from tests import make
from tests.boards.test_board_pages import text_of, waiting_referral
from triggers import workflow as triggers

pytestmark = pytest.mark.django_db

HOUSING = "housing-board"


def decided(referral=None, **deliberation):
    """A confirmed decision about a report."""
    draft = triggers.draft_consideration(
        referral or waiting_referral(),
        by=make.board(HOUSING)[0],
        kind="note",
        deliberation=make.deliberation(HOUSING, **deliberation),
    )
    return make.confirmed(draft)


def rows(client):
    lines = b"".join(client.get("/decisions/", {"format": "csv"})).decode("utf-8-sig")
    return list(csv.DictReader(lines.splitlines()))


def test_anybody_reads_what_was_decided_and_why(client):
    one = decided()

    text = text_of(client.get("/decisions/"))

    for words in (one.subject_name, one.reasons, one.alternatives, "3 for, 0 against"):
        assert words in text
    for person in make.board(HOUSING):
        assert person.name not in text
    (row,) = rows(client)
    assert (row["Board"], row["Decision"], row["State"]) == ("Housing Board", "Note", "Confirmed")


def test_a_draft_and_what_was_recorded_in_one_step_are_not_published(client):
    triggers.draft_consideration(
        waiting_referral(),
        by=make.board(HOUSING)[0],
        kind="note",
        deliberation=make.deliberation(HOUSING),
    )
    kept = decided()
    Decision.objects.create(
        **{
            name: getattr(kept, name)
            for name in (
                "group", "kind", "subject_type", "subject_id", "subject_name", "decided_on",
                "reasons", "alternatives", "conflicts", "quorum", "drafted_by",
            )
        },
        state="confirmed",
        one_step=True,
    )  # fmt: skip

    assert len(rows(client)) == 1


def test_an_exempt_decision_is_a_line_without_its_content(client):
    one = decided(exempt_paragraph=3, public_interest="A secret tender.", reasons="A secret price.")

    page = client.get("/decisions/").content.decode()
    (row,) = rows(client)

    for secret in ("secret", one.subject_name, one.alternatives, "3 for"):
        assert secret not in page
        assert secret not in str(row)
    assert row["Decision"] == (
        "Exempt from publication. Paragraph 3: financial or business affairs of a person or of "
        "the council"
    )


def test_a_decision_about_a_restricted_report_is_never_published(client):
    referral = waiting_referral()
    decided(referral)
    assert len(rows(client)) == 1

    make.restriction(referral.report)

    assert rows(client) == []
    assert referral.report.reference not in client.get("/decisions/").content.decode()


def test_a_corrected_decision_is_published_with_its_correction(client):
    first, board = decided(), make.board(HOUSING)
    words = make.deliberation(HOUSING, reasons="In better words.", correction="A slip.")

    draft = workflow.correct(first, by=board[0], deliberation=words)
    make.confirmed(draft)

    assert {row["State"] for row in rows(client)} == {"Confirmed", "Superseded"}


@pytest.mark.parametrize("between", [False, True])
def test_what_a_correction_made_exempt_is_read_no_more_however_often_it_was_corrected(
    client, between
):
    last, board = decided(reasons="A secret price."), make.board(HOUSING)
    exempt = {"exempt_paragraph": 3, "public_interest": "A tender.", "reasons": "Exempt words."}
    for words in [{"reasons": "In other words."}] * between + [exempt]:
        deliberation = make.deliberation(HOUSING, correction="A slip.", **words)
        last = make.confirmed(workflow.correct(last, by=board[0], deliberation=deliberation))

    shown = client.get("/decisions/").content.decode() + str(rows(client))

    for words in ("secret price", "In other words", "Exempt words", last.subject_name):
        assert words not in shown
    assert len(rows(client)) == 2 + between
    assert all(row["Decision"].startswith("Exempt from") for row in rows(client))


def test_a_decision_about_a_plan_to_which_a_restricted_report_led_is_not_published(client):
    report, plan = make.plan_asked_for()
    make.answered(make.submitted_version(plan))
    named = [row["About"] for row in rows(client)]
    assert named == [f"{plan.reference} version 1", report.reference]

    make.restriction(report)

    assert rows(client) == []
    assert plan.reference not in client.get("/decisions/").content.decode()


def test_the_public_chooses_a_board(client):
    decided()

    assert len(rows(client)) == 1
    other = client.get("/decisions/", {"board": "management-team"})
    assert "No decision" in text_of(other) or "Nothing" in text_of(other)
