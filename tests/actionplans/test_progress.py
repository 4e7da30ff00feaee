"""What owners say of their actions: notes that stay, several at once, and what they are told."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actionplans import workflow
from actionplans.models import Action, ProgressNote
from carp import clock
from carp.accounts.roles import ROLES, Capability, Role
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.digest import lines
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(officer):
    return make.plan(by=officer, ready=False)


@pytest.fixture
def owner():
    return make.user(Role.OFFICER, name="Olive Owner")


@pytest.fixture
def own(plan, owner, officer):
    """Actions of the owner, by title; each due a day later than the last."""

    def made(*titles, first_due=60):
        due = clock.today() + timedelta(days=first_due)
        return [
            make.action(
                plan, by=officer, owner=owner, title=title, due_on=due + timedelta(days=number)
            )
            for number, title in enumerate(titles)
        ]

    return made


# --- One action -----------------------------------------------------------------------------------
def test_a_note_stays_with_where_the_action_stood(own, owner):
    [action] = own("Skips")

    make.progress_note(action, by=owner, text=" Ordered. ", step="start")
    make.progress_note(action, by=owner, text="Here.")

    kept = list(action.notes.values_list("text", "status", "written_by__name"))
    assert kept == [
        ("Here.", "in_progress", "Olive Owner"),
        ("Ordered.", "in_progress", "Olive Owner"),
    ]
    assert [event.action for event in trail.of_subject(action)][1:] == [
        "actionplans.start_action",
        "actionplans.note_progress",
        "actionplans.note_progress",
    ]


def test_what_blocks_an_action_is_its_reason_and_a_note(own, owner):
    [action] = own("Skips")

    make.progress_note(action, by=owner, text="No contractor.", step="block")
    make.progress_note(action, by=owner, text="Found one.", step="resume")

    action.refresh_from_db()
    assert (action.status, action.status_reason) == ("in_progress", "")
    assert action.notes.filter(text="No contractor.", status="blocked").exists()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"text": " "}, "Say what has happened"),
        ({"text": "", "step": "block"}, "Say why"),
        ({"text": "x" * 1001}, "Keep it to 1,000 characters"),
        ({"text": "Done", "step": "resume"}, "You cannot resume"),
    ],
)
def test_what_is_not_said_well_is_refused_and_nothing_kept(own, owner, said, sentence):
    [action] = own("Skips")

    with pytest.raises(Refused, match=sentence):
        make.progress_note(action, by=owner, **said)

    assert not ProgressNote.objects.exists()
    assert Action.objects.get(pk=action.pk).status == "planned"


@pytest.mark.parametrize("role", Role)
def test_who_neither_owns_it_nor_changes_the_plan_says_nothing(own, role):
    [action], stranger = own("Skips"), make.user(role)

    if Capability.PLAN_EDIT in ROLES[role]:
        assert make.progress_note(action, by=stranger)
    else:
        with pytest.raises(Refused):
            make.progress_note(action, by=stranger)


def test_the_page_of_an_action_shows_its_notes(visit, own, owner):
    [action] = own("Skips")

    page = "action-status", action.plan.reference, action.pk
    opened = visit(*page, by=owner).value("opened")

    seen = visit(*page, by=owner, data={"text": "Ordered.", "opened": opened})

    assert "The action's progress has been saved." in seen.text
    assert "Ordered." in seen.text


def test_an_empty_report_on_one_action_says_so_beside_its_field(visit, own, owner):
    [action] = own("Skips")

    seen = visit("action-status", action.plan.reference, action.pk, by=owner, data={"step": "stay"})

    assert seen.errors() == {"#id_text": "Say what has happened."}


# --- Several at once ------------------------------------------------------------------------------
def filled(seen, actions, **said):
    """What the form sends back: ``said`` by the title of an action."""
    data = {"action": [str(action.pk) for action in actions]}
    for action in actions:
        name = f"action-{action.pk}"
        step, text = said.get(action.title, ("stay", ""))
        opened = seen.value(f"{name}-opened")
        data |= {f"{name}-opened": opened, f"{name}-step": step, f"{name}-text": text}
    return data


def test_several_actions_are_updated_by_one_button(visit, own, owner):
    actions = own("Skips", "Gates", "Lamps")
    seen = visit("my-actions", by=owner)

    said = {"Skips": ("start", ""), "Gates": ("block", "No key.")}
    after = visit("my-actions", by=owner, data=filled(seen, actions, **said))

    assert "2 actions have been updated." in after.text
    assert list(Action.objects.order_by("pk").values_list("status", "status_reason")) == [
        ("in_progress", ""),
        ("blocked", "No key."),
        ("planned", ""),
    ]
    assert "Last, on" in after.text


def test_one_wrong_answer_keeps_all_that_was_typed_and_saves_nothing(visit, own, owner):
    skips, gates, _ = actions = own("Skips", "Gates", "Lamps")
    seen = visit("my-actions", by=owner)

    said = {"Skips": ("stay", "Ordered."), "Gates": ("block", ""), "Lamps": ("stay", "x" * 1001)}
    after = visit("my-actions", by=owner, data=filled(seen, actions, **said))

    assert after.errors() == {
        f"#id_action-{gates.pk}-text": "Say what blocks it",
        f"#id_action-{actions[2].pk}-text": ("Use 1000 characters or fewer. You have used 1001."),
    }
    assert after.title.startswith("Error: ")
    assert after.value(f"action-{skips.pk}-text") == "Ordered."
    chosen = after.page.xpath(f"//input[@name='action-{gates.pk}-step'][@checked]/@value")
    assert chosen == ["block"]
    assert not ProgressNote.objects.exists()


def test_a_step_that_came_too_late_is_said_beside_its_action(visit, own, owner, officer):
    skips, gates = actions = own("Skips", "Gates")
    seen = visit("my-actions", by=owner)
    make.progress_note(gates, by=officer, text="Gated.", step="complete")

    said = {"Skips": ("start", "Ordered."), "Gates": ("stay", "Half of it.")}
    after = visit("my-actions", by=owner, data=filled(seen, actions, **said))

    [(field, words)] = after.errors().items()
    assert field == f"#id_action-{gates.pk}-text"
    assert words == (
        "Somebody updated this while you were writing. It is complete, and the last note is "
        "“Gated.”. Save again to add yours."
    )
    assert after.value(f"action-{gates.pk}-text") == "Half of it."
    assert Action.objects.get(pk=skips.pk).status == "planned"

    again = visit("my-actions", by=owner, data=filled(after, actions, **said))
    assert "2 actions have been updated." in again.text


def test_a_second_press_writes_no_second_note(visit, own, owner):
    actions = own("Skips")
    sent = filled(visit("my-actions", by=owner), actions, Skips=("stay", "Ordered."))

    visit("my-actions", by=owner, data=sent)
    visit("my-actions", by=owner, data=sent)

    assert ProgressNote.objects.count() == 1


def test_an_action_that_was_given_away_meanwhile_keeps_what_was_typed(visit, own, owner, officer):
    [action] = own("Skips")
    sent = filled(visit("my-actions", by=owner), [action], Skips=("stay", "Ordered."))
    workflow.change_action(action, by=officer, details=make.action_details(title="Skips"))

    after = visit("my-actions", by=owner, data=sent)

    assert "Only its lead" in after.errors()[f"#id_action-{action.pk}-text"]
    assert after.value(f"action-{action.pk}-text") == "Ordered."
    assert not ProgressNote.objects.exists()


@pytest.mark.parametrize("keys", [[], ["x"], ["٣"], ["9" * 40], ["999999"]])
def test_a_form_of_nothing_changes_nothing(visit, own, owner, keys):
    own("Skips")

    assert "Nothing has changed." in visit("my-actions", by=owner, data={"action": keys}).text


def test_only_the_next_due_are_asked_for_and_the_rest_is_counted(visit, own, owner):
    own(*(f"Action {number}" for number in range(12)))

    seen = visit("my-actions", by=owner)

    assert len(seen.page.xpath("//div[@class='carp-own']/fieldset")) == 10
    assert "2 more of your actions are due later." in seen.text
    everything = visit("my-action-list", by=owner)
    assert "Action 11" in everything.text
    assert visit("my-action-list", by=owner, format="csv").body.count("Action ") == 12


def test_nobody_sees_the_actions_of_others_nor_what_is_finished(visit, own, owner):
    _, done = own("Skips", "Gates")
    workflow.move_action(done, by=owner, step="complete")

    assert "Gates" not in visit("my-actions", by=owner).text
    assert "No action of yours is waiting." in visit("my-actions", by=make.user(Role.OFFICER)).text


@pytest.mark.parametrize("number", [1, 10])
def test_the_page_asks_the_same_of_one_action_and_of_ten(client, own, owner, number):
    own(*(f"Action {each}" for each in range(number)))
    client.force_login(owner)
    client.get(reverse("actionplans:my-actions"))

    with CaptureQueriesContext(connection) as captured:
        client.get(reverse("actionplans:my-actions"))

    assert len(captured) == 3, [query["sql"] for query in captured]


# --- The digest -----------------------------------------------------------------------------------
def told(person):
    return [str(line) for line in lines.of(person) if "action" in str(line)]


def test_owners_are_told_what_is_due_soon_and_what_is_overdue(own, owner):
    own("Late", "Late too", first_due=-2)
    own("Today", first_due=0)
    own("In a month", first_due=30)

    assert told(owner) == ["1 action of yours is due soon", "2 actions of yours are overdue"]


def test_leads_are_told_what_others_owe(plan, own):
    [action] = own("Late", first_due=-3)

    assert told(plan.lead) == ["1 action of somebody else is overdue in plans that you lead"]
    workflow.move_action(action, by=plan.lead, step="complete")
    assert told(plan.lead) == []


def test_an_auditor_is_told_of_no_action():
    assert told(make.user(Role.AUDITOR)) == []
