"""The pages of one decision: changed, withdrawn, confirmed, voted on, noted, corrected."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Role
from carp.governance import workflow
from carp.governance.models import Decision
from tests import make
from tests.boards.conftest import confirm_draft, deliberation, field
from tests.boards.test_board_pages import errors, text_of, waiting_referral
from triggers import workflow as triggers

pytestmark = pytest.mark.django_db

HOUSING, MANAGEMENT = "housing-board", "management-team"


@pytest.fixture
def draft(housing):
    """A draft about a referred report, written by the board's first member."""
    return triggers.draft_consideration(
        waiting_referral(), by=housing[0], kind="note", deliberation=make.deliberation()
    )


def buttons(response):
    page = html.fromstring(response.content.decode())
    return {button.text_content().strip() for button in page.find(".//main").iter("button")}


def test_a_draft_is_read_by_the_board_and_by_nobody_else(visit, draft, housing, management):
    secretary = make.secretary()

    for reader in (*housing, secretary):
        page = text_of(visit(reader, "boards:decision-detail", HOUSING, draft.pk))
        assert "Nothing follows from this draft" in page
    for other in (management[0], make.user(Role.NOMINATED_OFFICER), make.user(Role.AUDITOR)):
        assert visit(other, "boards:decision-detail", HOUSING, draft.pk).status_code == 404
        listed = visit(other, "boards:decision-list", HOUSING)
        assert draft.subject_name not in text_of(listed)
    board = text_of(visit(housing[1], "boards:board-detail", HOUSING))
    assert f"Note: {draft.subject_name}" in board


def test_only_another_who_was_counted_is_offered_to_confirm(visit, draft, housing):
    secretary = make.secretary()
    own = visit(housing[0], "boards:decision-detail", HOUSING, draft.pk)
    assert "Confirm the decision" not in buttons(own)
    assert "You wrote this draft, so another member must confirm it." in text_of(own)
    assert "Confirm the decision" not in buttons(
        visit(secretary, "boards:decision-detail", HOUSING, draft.pk)
    )
    forced = visit(housing[0], "boards:decision-confirm", HOUSING, draft.pk, data={"edition": 1})
    assert "You wrote this draft" in text_of(forced)

    other = visit(housing[1], "boards:decision-detail", HOUSING, draft.pk)
    assert "Confirm the decision" in buttons(other)
    assert "The decision is confirmed." in text_of(confirm_draft(visit))
    draft.refresh_from_db()
    assert draft.confirmed_by == housing[1]


def test_a_draft_that_was_changed_meanwhile_is_not_confirmed(visit, draft, housing):
    workflow.revise(
        draft,
        by=housing[0],
        kind="close",
        deliberation=make.deliberation(reasons="Others."),
    )

    seen = visit(housing[1], "boards:decision-confirm", HOUSING, draft.pk, data={"edition": 1})

    assert "The draft was changed since you opened it." in text_of(seen)
    draft.refresh_from_db()
    assert draft.is_draft


def test_whoever_does_not_say_which_edition_was_read_confirms_none(visit, draft, housing):
    seen = visit(housing[1], "boards:decision-confirm", HOUSING, draft.pk, data={})

    assert "The draft was changed since you opened it." in text_of(seen)
    draft.refresh_from_db()
    assert draft.is_draft


def test_a_draft_is_changed_on_the_form_that_it_was_written_with(visit, draft, housing):
    page = visit(housing[1], "boards:decision-change", HOUSING, draft.pk)
    assert field(page, "reasons") == draft.reasons
    assert field(page, "edition") == "1"
    data = deliberation(housing, meeting=draft.meeting_id, against=housing[:1])

    done = visit(
        housing[1],
        "boards:decision-change",
        HOUSING,
        draft.pk,
        data=data | {"kind": "close", "edition": 1},
    )

    assert "The draft has been changed." in text_of(done)
    draft.refresh_from_db()
    assert (draft.kind, draft.votes_for, draft.votes_against) == ("close", 2, 1)
    assert draft.drafted_by == housing[1]


def test_of_two_who_change_it_the_second_keeps_both_texts(visit, draft, housing):
    data = deliberation(housing, meeting=draft.meeting_id) | {"kind": "close", "edition": 1}
    visit(housing[1], "boards:decision-change", HOUSING, draft.pk, data=data)
    mine = data | {"reasons": "My own words."}

    seen = visit(housing[2], "boards:decision-change", HOUSING, draft.pk, data=mine)

    assert "Somebody else changed this draft while you were writing." in text_of(seen)
    assert field(seen, "reasons") == "My own words."
    assert "What the draft says now Reasons The need is clear." in text_of(seen)
    assert field(seen, "edition") == "2"
    visit(housing[2], "boards:decision-change", HOUSING, draft.pk, data=mine | {"edition": 2})
    draft.refresh_from_db()
    assert draft.reasons == "My own words."


def test_who_voted_is_one_question_for_all_when_a_draft_was_changed_meanwhile(visit):
    asked = []
    for size in (3, 6):
        members = make.board(HOUSING, size=size)
        drafted = triggers.draft_consideration(
            waiting_referral(),
            by=members[0],
            kind="note",
            deliberation=make.deliberation(present=members),
        )
        data = deliberation(members, meeting=drafted.meeting_id) | {"kind": "close", "edition": 0}
        with CaptureQueriesContext(connection) as queries:
            seen = visit(members[1], "boards:decision-change", HOUSING, drafted.pk, data=data)
        assert "".join(sorted(person.name for person in members)) in text_of(seen)
        asked.append(sum('FROM "accounts_user"' in each["sql"] for each in queries))
    assert asked[0] == asked[1]


def test_names_stand_in_the_order_of_the_alphabet(visit, draft, housing):
    for person, name in zip(
        housing,
        ("Zoe Young", "de Souza", "Élan Morgan"),
        strict=True,
    ):
        User.objects.filter(pk=person.pk).update(name=name)

    seen = text_of(visit(housing[0], "boards:decision-detail", HOUSING, draft.pk))

    assert "For de SouzaÉlan MorganZoe Young" in seen


def test_a_task_that_a_draft_asks_for_is_shown_and_given_when_it_is_confirmed(visit, housing):
    referral, owner = waiting_referral(), make.user(Role.OFFICER)
    due_on = clock.today() + timedelta(days=20)
    drafted = triggers.draft_consideration(
        referral,
        by=housing[0],
        kind="delegate",
        deliberation=make.deliberation(),
        task=triggers.TaskEntry(owner, due_on, "Light the alleys"),
    )

    page = text_of(visit(housing[1], "boards:decision-detail", HOUSING, drafted.pk))
    assert f"Task for {owner.name} To do Light the alleys" in page
    change = visit(housing[1], "boards:decision-change", HOUSING, drafted.pk)
    assert field(change, "task_title") == "Light the alleys"
    assert not drafted.tasks.exists()

    confirm_draft(visit)
    assert drafted.tasks.get().owner == owner


def test_a_draft_is_withdrawn_with_its_reason(visit, draft, housing):
    empty = visit(housing[1], "boards:decision-withdraw", HOUSING, draft.pk, data={})
    assert errors(empty) == {"#id_reason": "Give the reason"}

    visit(housing[1], "boards:decision-withdraw", HOUSING, draft.pk, data={"reason": "Overtaken."})

    draft.refresh_from_db()
    assert draft.state == Decision.State.WITHDRAWN


# --- Between meetings -----------------------------------------------------------------------------
def test_an_urgent_decision_is_drafted_voted_on_and_noted(visit, housing):
    referral, secretary = waiting_referral(), make.secretary()
    data = deliberation([]) | {"meeting": "", "urgency": "It freezes tonight.", "kind": "note"}
    drafted = visit(secretary, "boards:referral-decide", HOUSING, referral.pk, data=data)
    assert "the members have not been asked yet" in text_of(drafted)
    one = Decision.objects.get()
    assert one.meeting is None

    asked = visit(secretary, "boards:decision-open", HOUSING, one.pk, data={})
    assert "The members have been asked to vote." in text_of(asked)
    assert "needs 3 members without an interest to decide; 0 took part" in text_of(asked)
    unsaid = visit(housing[0], "boards:decision-vote", HOUSING, one.pk, data={"edition": 1})
    assert errors(unsaid) == {"#id_part": "Choose how you vote"}
    for member in housing:
        data = {"part": "for", "edition": 1}
        voted = visit(member, "boards:decision-vote", HOUSING, one.pk, data=data)
        assert "Your vote has been recorded." in text_of(voted)
    assert "Change your vote" in text_of(voted)
    confirm_draft(visit)

    one.refresh_from_db()
    assert (one.state, one.votes_for) == (Decision.State.CONFIRMED, 3)
    meeting = make.todays_meeting()
    page = text_of(visit(secretary, "boards:meeting-detail", HOUSING, meeting.pk))
    assert "Decided between meetings, to be noted" in page
    noted = visit(secretary, "boards:decision-note", HOUSING, one.pk, data={"meeting": meeting.pk})
    assert "Noted at the meeting of" in text_of(noted)
    page = text_of(visit(secretary, "boards:meeting-detail", HOUSING, meeting.pk))
    assert "Decided between meetings, to be noted" not in page


def test_votes_are_not_given_for_others_between_meetings(visit, housing):
    referral = waiting_referral()
    data = deliberation(housing) | {"meeting": "", "urgency": "Tonight.", "kind": "note"}

    seen = visit(housing[0], "boards:referral-decide", HOUSING, referral.pk, data=data)

    assert list(errors(seen)) == ["#id_meeting"]
    assert not Decision.objects.exists()


# --- Exempt, and corrected ------------------------------------------------------------------------
def test_an_exempt_decision_says_under_which_paragraph_and_why(visit, housing):
    referral = waiting_referral()
    data = deliberation(housing) | {"kind": "note", "exempt_paragraph": "3"}
    seen = visit(housing[0], "boards:referral-decide", HOUSING, referral.pk, data=data)
    assert errors(seen) == {"#id_public_interest": "Say why it outweighs the public interest"}

    data["public_interest"] = "A tender is open."
    visit(housing[0], "boards:referral-decide", HOUSING, referral.pk, data=data)
    page = text_of(confirm_draft(visit))

    assert "Exempt. Paragraph 3: financial or business affairs" in page
    assert "A tender is open." in page


def test_a_record_is_corrected_by_another_decision(visit, draft, housing):
    first = make.confirmed(draft)
    page = visit(housing[0], "boards:decision-correct", HOUSING, first.pk)
    assert field(page, "reasons") == first.reasons
    data = deliberation(housing, meeting=first.meeting_id, reasons="In better words.")
    lacking = visit(housing[0], "boards:decision-correct", HOUSING, first.pk, data=data)
    assert errors(lacking) == {"#id_correction": "Say why it is corrected"}

    data["correction"] = "A slip of the pen."
    visit(housing[0], "boards:decision-correct", HOUSING, first.pk, data=data)
    second = Decision.objects.drafts().get()
    changed = visit(housing[0], "boards:decision-change", HOUSING, second.pk)
    assert field(changed, "correction") == "A slip of the pen."
    confirm_draft(visit)

    old = text_of(visit(housing[0], "boards:decision-detail", HOUSING, first.pk))
    assert "Superseded" in old
    assert "the decision that takes its place" in old
    new = text_of(visit(housing[0], "boards:decision-detail", HOUSING, second.pk))
    assert "Corrects an earlier decision because A slip of the pen." in new
