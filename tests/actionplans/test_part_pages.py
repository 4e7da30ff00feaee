"""The pages of stages, actions, team, needs and versions."""

from datetime import date

import pytest
from django.urls import resolve, reverse

from actionplans import workflow
from actionplans.models import Stage
from carp.accounts.roles import Role
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def plan(officer):
    return make.plan(by=officer)


def sent(plan, number, **given):
    """What the form of a stage sends."""
    stage = plan.stages.get(number=number)
    return {**stage.answers, "opened_edition": stage.edition} | given


# --- Stages ---------------------------------------------------------------------------------------
def test_a_stage_is_saved_as_a_draft(visit, plan):
    seen = visit(
        "stage-detail", plan.reference, 1, data=sent(plan, 1, evidence="41 complaints\r\n\r\n18")
    )

    assert "Stage 1 has been saved." in seen.text
    stage = plan.stages.get(number=1)
    assert (stage.status, stage.answers["evidence"]) == ("in_progress", "41 complaints\n\n18")


def test_a_stage_is_saved_and_completed_by_one_button(visit, plan):
    seen = visit("stage-detail", plan.reference, 6, data=sent(plan, 6, complete="1"))

    assert "Stage 6 is complete." in seen.text
    shown = visit("stage-detail", plan.reference, 6)
    assert "Reopen this stage" in shown.text
    assert not shown.page.xpath("//textarea")


def test_save_and_go_on_stays_on_the_stage(visit, plan):
    seen = visit("stage-detail", plan.reference, 1, data=sent(plan, 1, evidence="41", stay="1"))

    assert "Stage 1 has been saved." in seen.text
    assert (seen.value("evidence"), seen.value("opened_edition")) == ("41", "2")


def autosave(client, plan, number, **given):
    url = reverse("actionplans:stage-autosave", args=(plan.reference, number))
    answer = client.post(url, sent(plan, number, **given))
    return answer.status_code, answer.json()


def test_what_is_written_is_saved_by_itself(client, officer, plan):
    client.force_login(officer)

    status, said = autosave(client, plan, 1, evidence="41 compl")

    assert (status, said["edition"]) == (200, 2)
    assert said["text"].startswith("Saved at ")
    assert plan.stages.get(number=1).answers["evidence"] == "41 compl"


def test_what_cannot_be_saved_by_itself_says_so_and_overwrites_nothing(client, officer, plan):
    client.force_login(officer)
    workflow.save_stage(plan, 1, by=plan.lead, answers={"evidence": "Theirs"}, edition=1)

    status, said = autosave(client, plan, 1, evidence="Mine", opened_edition=1)
    assert (status, said["again"]) == (409, False)
    assert "Somebody else saved this stage" in said["text"]
    status, said = autosave(client, plan, 1, evidence="x" * 20_001)
    assert (status, "again" in said) == (422, False)

    assert plan.stages.get(number=1).answers["evidence"] == "Theirs"


def test_a_stage_saved_by_itself_and_then_by_an_old_form_is_no_conflict(visit, plan, officer):
    """The answer of the save did not arrive: the button sends the same text once more."""
    opened = sent(plan, 1, evidence="Mine")
    workflow.save_stage(plan, 1, by=officer, answers={"evidence": "Mine"}, edition=1)

    seen = visit("stage-detail", plan.reference, 1, data=opened)

    assert "Stage 1 has been saved." in seen.text


def test_a_complete_stage_is_not_saved_by_itself(client, officer, plan):
    client.force_login(officer)
    opened = sent(plan, 6, actions="Mine")
    workflow.complete_stage(plan, 6, by=officer)

    status, said = autosave(client, plan, 6, **opened)

    assert (status, said["again"]) == (409, False)


def test_an_empty_stage_cannot_be_completed_and_says_why(visit, plan):
    seen = visit("stage-detail", plan.reference, 1, data=sent(plan, 1, complete="1"))

    assert "There is a problem" in seen.text
    assert plan.stages.get(number=1).status == Stage.Status.NOT_STARTED


def test_a_text_that_is_too_long_is_kept_and_said(visit, plan):
    seen = visit("stage-detail", plan.reference, 1, data=sent(plan, 1, evidence="x" * 20_001))

    assert list(seen.errors()) == ["#id_evidence"]
    assert seen.value("evidence") == "x" * 20_001


@pytest.mark.parametrize("edition", ["", "abc", "0"])
def test_a_form_without_its_edition_overwrites_nothing(visit, plan, edition):
    data = sent(plan, 1, evidence="Mine", opened_edition=edition)

    visit("stage-detail", plan.reference, 1, data=data)

    assert plan.stages.get(number=1).answers == {}


def test_two_people_at_once_meet_on_a_page_with_both_texts(visit, plan):
    opened = sent(plan, 1, evidence="Mine", urgency="")
    workflow.save_stage(
        plan, 1, by=plan.lead, answers={"evidence": "Theirs", "urgency": "High"}, edition=1
    )

    seen = visit("stage-detail", plan.reference, 1, data=opened)

    assert seen.status == 409
    assert "Theirs" in seen.text
    assert "High" in seen.text
    assert seen.value("evidence") == "Mine"
    assert plan.stages.get(number=1).answers["evidence"] == "Theirs"

    both = {
        "opened_edition": seen.value("opened_edition"),
        "evidence": "Theirs and mine",
        "urgency": "High",
    }
    assert "has been saved" in visit("stage-detail", plan.reference, 1, data=both).text
    assert plan.stages.get(number=1).answers["evidence"] == "Theirs and mine"


def test_a_stage_that_was_completed_meanwhile_shows_both_texts_and_how_to_go_on(visit, plan):
    opened = sent(plan, 6, actions="Mine")
    workflow.complete_stage(plan, 6, by=plan.lead)

    seen = visit("stage-detail", plan.reference, 6, data=opened)

    assert seen.status == 409
    assert "reopen the stage" in seen.text
    assert seen.value("actions") == "Mine"


def test_a_stage_is_reopened_with_a_reason_and_its_iterations_stay(visit, plan, officer):
    workflow.complete_stage(plan, 6, by=officer)

    without = visit("stage-reopen", plan.reference, 6, data={"reason": ""})
    assert without.errors() == {"#id_reason": "Say why"}
    seen = visit("stage-reopen", plan.reference, 6, data={"reason": "New data."})

    assert "iteration 2" in seen.text
    assert "Iteration 1" in seen.text
    earlier = visit("revision-detail", plan.reference, 6, 1)
    assert "Outcomes to be achieved: agreed." in earlier.text
    assert visit("revision-detail", plan.reference, 6, 2).status == 404


def test_an_earlier_iteration_is_read_beside_the_present_one(visit, plan, officer):
    workflow.complete_stage(plan, 6, by=officer)
    same = visit("revision-detail", plan.reference, 6, 1)
    assert "Every answer is the same in the present iteration 1." in same.text

    reopened = workflow.reopen_stage(plan, 6, by=officer, reason="New data.")
    now = {"outcomes": "Half as many complaints."}
    workflow.save_stage(plan, 6, by=officer, answers=now, edition=reopened.edition)
    seen = visit("revision-detail", plan.reference, 6, 1)

    assert "1 of 6 answers differs from the present, which is iteration 2." in seen.text
    [before] = seen.page.xpath("//*[@class='carp-changes__old']")
    [after] = seen.page.xpath("//*[@class='carp-changes__new']")
    assert "Outcomes to be achieved: agreed." in before.text_content()
    assert "Half as many complaints." in after.text_content()


def test_a_stage_that_is_open_is_not_reopened(visit, plan):
    seen = visit("stage-reopen", plan.reference, 6, data={"reason": "Why not."})

    assert "There is a problem" in seen.text


@pytest.mark.parametrize("number", [0, 8, 99])
def test_there_is_no_eighth_stage(visit, plan, number):
    assert visit("stage-detail", plan.reference, number).status == 404


def test_a_reader_reads_a_stage_and_writes_nothing(visit, plan):
    auditor = make.user(Role.AUDITOR)

    seen = visit("stage-detail", plan.reference, 6, by=auditor)

    assert "Outcomes to be achieved: agreed." in seen.text
    assert not seen.page.xpath("//textarea")
    refused = visit("stage-detail", plan.reference, 6, by=auditor, data=sent(plan, 6, actions="X"))
    assert refused.status == 403


# --- Actions --------------------------------------------------------------------------------------
def boxes(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def action_data(**changes):
    return {
        "title": "Light the corners",
        "outcome": "People walk there again",
        "horizon": "medium",
        "owner_organisation": "County council",
        "owner": "",
        **boxes("starts_on", date(2027, 1, 4)),
        **boxes("due_on", date(2027, 3, 31)),
        **changes,
    }


def test_an_action_is_added_and_changed(visit, plan):
    visit("action-new", plan.reference, data=action_data(owner=plan.lead_id))
    action = plan.actions.get(title="Light the corners")
    assert (action.owner, action.due_on) == (plan.lead, date(2027, 3, 31))
    assert action.starts_on == date(2027, 1, 4)

    opened = visit("action-change", plan.reference, action.pk)
    assert (opened.value("title"), opened.value("due_on_year")) == ("Light the corners", "2027")
    visit(
        "action-change",
        plan.reference,
        action.pk,
        data=posted(opened) | {"title": "All", "owner": ""},
    )

    action.refresh_from_db()
    assert (action.title, action.owner) == ("All", None)


def test_an_action_says_what_it_lacks_and_keeps_what_was_typed(visit, plan):
    seen = visit(
        "action-new",
        plan.reference,
        data={"title": "", "outcome": "Safer", "due_on_day": "31", "due_on_month": "2"},
    )

    assert seen.errors() == {
        "#id_title": "Say what will be done",
        "#id_horizon": "Choose the term",
        "#id_due_on": "The date must include a year",
        "#id_owner_organisation": "Enter the organisation that does it",
    }
    assert (seen.value("outcome"), seen.value("due_on_day")) == ("Safer", "31")


def test_the_owner_reports_on_their_action(visit, plan, officer):
    owner = make.user(Role.OFFICER)
    action = make.action(plan, by=officer, owner=owner)

    seen = visit("action-status", plan.reference, action.pk, by=owner)
    steps = seen.page.xpath("//input[@name='step']/@value")
    assert steps == ["stay", "start", "block", "complete", "cancel"]
    missing = visit(
        "action-status", plan.reference, action.pk, by=owner, data={"step": "block", "text": ""}
    )
    assert missing.errors() == {"#id_text": "Say what blocks it"}
    visit(
        "action-status",
        plan.reference,
        action.pk,
        by=owner,
        data={"step": "block", "text": "No contractor.", "opened": seen.value("opened")},
    )

    action.refresh_from_db()
    assert (action.status, action.status_reason) == ("blocked", "No contractor.")


def test_an_action_of_another_plan_is_not_found_under_this_one(visit, plan, officer):
    other = make.action(make.plan(by=officer), by=officer)

    assert visit("action-status", plan.reference, other.pk).status == 404
    assert visit("action-change", plan.reference, other.pk).status == 404


def test_somebody_else_reads_an_action_and_moves_nothing(visit, plan):
    action, reader = plan.actions.get(), make.user(Role.OFFICER)

    assert "Only its lead" in visit("action-status", plan.reference, action.pk, by=reader).text
    sent_anyway = visit(
        "action-status", plan.reference, action.pk, by=reader, data={"step": "start"}
    )
    assert sent_anyway.status == 403


# --- Team and needs -------------------------------------------------------------------------------
def test_people_join_and_leave_the_team(visit, plan):
    visit(
        "member-new",
        plan.reference,
        data={"user": plan.lead_id, "name": "", "part": "Keeps the diary"},
    )
    visit(
        "member-new", plan.reference, data={"name": "Sam", "organisation": "Choir", "part": "Sings"}
    )
    assert list(plan.team.values_list("name", flat=True)) == [plan.lead.name, "Sam"]

    empty = visit("member-new", plan.reference, data={"name": "", "part": "Nothing"})
    assert empty.errors() == {"#id_name": "Choose an officer, or enter a name"}
    again = visit("member-new", plan.reference, data={"user": plan.lead_id, "part": "Again"})
    assert "already in the delivery team" in again.text

    member = plan.team.get(name="Sam")
    assert "Remove Sam" in visit("member-remove", plan.reference, member.pk).text
    visit("member-remove", plan.reference, member.pk, data={})
    assert plan.team.count() == 1


def need_data(**changes):
    return {
        "need": "Skips",
        "outcome": "Fewer complaints",
        "amount_pence": "£6,500.50",
        "money_type": "revenue",
        "purpose": "preventative",
        "category": "street-scene",
    } | boxes("monitoring_on", date(2027, 3, 31)) | changes  # fmt: skip


def test_a_need_is_typed_in_pounds_and_kept_in_pence(visit, plan):
    visit("need-new", plan.reference, data=need_data())

    line = plan.need_lines.get()
    assert (line.number, line.amount_pence) == (1, 650_050)
    assert visit("need-change", plan.reference, 1).value("amount_pence") == "6,500.50"


@pytest.mark.parametrize("typed", ["6500.505", "free", "0", "-1", "NaN", "1e20", "٣"])
def test_an_amount_that_is_none_is_said_beside_its_field_and_kept(visit, plan, typed):
    seen = visit("need-new", plan.reference, data=need_data(amount_pence=typed))

    assert list(seen.errors()) == ["#id_amount_pence"]
    assert (seen.value("amount_pence"), seen.value("need")) == (typed, "Skips")
    assert not plan.need_lines.exists()


def test_what_a_need_achieves_is_not_looked_at_before_today(visit, plan):
    """Boards would approve what the fund must refuse (policy 11.5)."""
    past = boxes("monitoring_on", date(2020, 1, 1))
    seen = visit("need-new", plan.reference, data=need_data(**past))

    assert list(seen.errors()) == ["#id_monitoring_on"]
    assert seen.value("need") == "Skips"
    assert not plan.need_lines.exists()


def test_every_field_of_a_need_is_asked_for(visit, plan):
    assert set(visit("need-new", plan.reference, data={}).errors()) == {
        "#id_need",
        "#id_outcome",
        "#id_amount_pence",
        "#id_money_type",
        "#id_purpose",
        "#id_category",
        "#id_monitoring_on",
    }


def test_a_need_is_withdrawn_with_a_reason(visit, plan, officer):
    make.need_line(plan, by=officer)

    assert visit("need-withdraw", plan.reference, 1, data={"reason": ""}).errors()
    visit("need-withdraw", plan.reference, 1, data={"reason": "Paid by the county."})

    assert plan.need_lines.get().withdrawn_at is not None
    assert visit("need-change", plan.reference, 1).status == 404


# --- Two people at once -------------------------------------------------------------------------
def posted(seen, **changes):
    """What a browser sends back of a form as it was opened."""
    fields = seen.page.xpath("//main//form[@method='post']//*[@name]")
    kept = {}
    for field in fields:
        if field.get("type") in {"radio", "checkbox"} and field.get("checked") is None:
            continue
        if field.tag == "select":
            kept[field.get("name")] = (field.xpath("./option[@selected]/@value") or [""])[0]
        else:
            kept[field.get("name")] = seen.value(field.get("name"))
        if field.get("type") == "radio":
            kept[field.get("name")] = field.get("value")
    return kept | changes


def test_two_people_who_change_a_need_see_both_texts(visit, plan, officer):
    make.need_line(plan, by=officer)
    opened = visit("need-change", plan.reference, 1)
    theirs = make.need_details(
        amount_pence=650_050, category="other", monitoring_on=date(2027, 5, 1)
    )
    workflow.change_need_line(plan.need_lines.get(), by=plan.lead, details=theirs)

    mine = posted(opened, amount_pence="£7,000", need="More skips")
    seen = visit("need-change", plan.reference, 1, data=mine)

    said = seen.errors()
    assert said["#id_amount_pence"].startswith("Somebody else made this “£6,500.50”")
    assert said["#id_monitoring_on"].startswith("Somebody else made this “1 May 2027”")
    assert said["#id_category"].startswith("Somebody else made this “Something else”")
    assert seen.value("amount_pence") == "£7,000"
    assert plan.need_lines.get().amount_pence == 650_050

    again = visit("need-change", plan.reference, 1, data=posted(seen))
    assert "Need 1 has been changed." in again.text
    assert plan.need_lines.get().amount_pence == 700_000


def test_whoever_owns_an_action_stays_its_owner_when_their_account_is_closed(visit, plan):
    owner = make.user(Role.OFFICER)
    action = make.action(plan, owner=owner)
    owner.is_active = False
    owner.save()

    opened = visit("action-change", plan.reference, action.pk)
    visit("action-change", plan.reference, action.pk, data=posted(opened, title="Another title"))

    action.refresh_from_db()
    assert (action.title, action.owner) == ("Another title", owner)


def test_two_people_who_change_an_action_see_both_texts(visit, plan):
    action = plan.actions.get()
    opened = visit("action-change", plan.reference, action.pk)
    theirs = make.action_details(title="Theirs", owner=plan.lead)
    workflow.change_action(action, by=plan.lead, details=theirs)

    seen = visit("action-change", plan.reference, action.pk, data=posted(opened, title="Mine"))

    assert seen.errors()["#id_title"].startswith("Somebody else made this “Theirs”")
    assert seen.errors()["#id_owner"].startswith(f"Somebody else made this “{plan.lead.name}”")
    visit("action-change", plan.reference, action.pk, data=posted(seen))
    action.refresh_from_db()
    assert (action.title, action.owner) == ("Mine", None)


def test_two_people_who_change_a_title_see_both(visit, plan, officer):
    opened = visit("plan-change", plan.reference)
    workflow.change_plan(plan, by=officer, title="Theirs", lead=plan.lead)

    seen = visit("plan-change", plan.reference, data=posted(opened, title="Mine"))

    assert seen.errors() == {
        "#id_title": "Somebody else made this “Theirs” while you were writing. "
        "Save again to replace it."
    }
    plan.refresh_from_db()
    assert plan.title == "Theirs"


def test_two_people_who_write_the_same_do_not_disagree(visit, plan, officer):
    opened = visit("plan-change", plan.reference)
    workflow.change_plan(plan, by=officer, title="The same", lead=plan.lead)

    seen = visit("plan-change", plan.reference, data=posted(opened, title="The same"))

    assert "The plan has been changed." in seen.text


# --- Versions -------------------------------------------------------------------------------------
def test_what_is_missing_is_one_list_of_links_that_lead_to_fields(visit, officer):
    plan = make.plan(by=officer, ready=False)

    seen = visit("plan-submit", plan.reference)
    links = [link for link in seen.page.xpath("//main//ul//a/@href") if "#id_" in link]

    assert len(links) == 10
    for link in links:
        path, field = link.split("#")
        found = resolve(path)
        shown = visit(found.url_name, *found.kwargs.values())
        assert shown.page.xpath(f"//*[@id='{field}']")
    posted = visit("plan-submit", plan.reference, data={})
    assert "What is missing" in posted.text
    assert not plan.versions.exists()


def test_a_plan_is_submitted_and_then_there_is_nothing_to_submit(visit, plan):
    assert "the Housing Board" in visit("plan-submit", plan.reference).text

    seen = visit("plan-submit", plan.reference, data={})

    version = plan.versions.get()
    assert "Version 1 is now before the boards." in seen.text
    assert version.content_hash in seen.text
    again = visit("plan-submit", plan.reference, data={})
    assert "Nothing has changed since version 1." in again.text


def test_a_version_reads_as_it_was_frozen(visit, plan, officer):
    make.need_line(plan, by=officer)
    make.team_member(plan, by=officer)
    version = workflow.submit(plan, by=officer)
    workflow.change_need_line(
        plan.need_lines.get(), by=officer, details=make.need_details(amount_pence=650_000)
    )
    workflow.change_plan(plan, by=officer, title="Another title", lead=plan.lead)

    seen = visit("version-detail", plan.reference, version.number)

    assert "£6,000" in seen.text
    assert "£6,500" not in seen.text
    assert "Cleaner, safer alleys" in seen.text
    assert "Sam Example" in seen.text
    assert version.content_hash in seen.text
    assert "The plan has been changed since this version was submitted." in seen.text


def test_the_next_version_says_what_changed_by_field(visit, plan, officer):
    line = make.need_line(plan, by=officer)
    workflow.submit(plan, by=officer)
    workflow.change_need_line(
        line,
        by=officer,
        details=make.need_details(
            amount_pence=650_000, category="other", monitoring_on=date(2027, 5, 1)
        ),
    )
    version = workflow.submit(plan, by=officer)

    seen = visit("version-detail", plan.reference, version.number)
    told = {
        " ".join(row.xpath("./dt")[0].text_content().split()): [
            " ".join(part.text_content().split()) for part in row.xpath("./dd")
        ]
        for row in seen.page.xpath("//*[@class='carp-changes__row']")
    }

    assert told["Need 1, amount"] == ["Before £6,000", "Now £6,500"]
    assert told["Need 1, category"] == ["Before Street scene improvements", "Now Something else"]
    assert told["Need 1, monitoring date"][1] == "Now 1 May 2027"


def test_a_version_shows_each_boards_answer_with_its_reasons(visit, plan, officer):
    version = workflow.submit(plan, by=officer)
    make.approval(version, "housing-board")
    make.approval(version, "management-team", outcome="return")

    text = visit("version-detail", plan.reference, 1).text

    assert "Housing Board: approved" in text
    assert "Management Team: returned for changes" in text
    assert "The need is clear and the plan answers it." in text


@pytest.mark.parametrize("part", ["actions", "needs", "team"])
def test_each_table_of_a_version_is_a_file(visit, plan, officer, part):
    make.need_line(plan, by=officer)
    make.team_member(plan, by=officer)
    workflow.submit(plan, by=officer)

    assert len(visit("version-csv", plan.reference, 1, part).body.strip().splitlines()) == 2
    assert visit("version-csv", plan.reference, 1, "secrets").status == 404
    assert visit("version-csv", plan.reference, 2, part).status == 404


def test_what_people_typed_is_never_markup(visit, officer):
    nasty = "<script>alert(1)</script>"
    plan = make.plan(by=officer, title=nasty)
    make.need_line(plan, by=officer, need=nasty)
    make.finalise(plan, by=officer, answers={"outcomes": nasty})
    make.team_member(plan, by=officer, name=nasty, part=nasty)
    workflow.submit(plan, by=officer)

    for name, args in (
        ("plan-list", ()),
        ("plan-detail", (plan.reference,)),
        ("plan-history", (plan.reference,)),
        ("version-detail", (plan.reference, 1)),
        ("stage-detail", (plan.reference, 6)),
    ):
        assert "<script>alert" not in visit(name, *args).body
