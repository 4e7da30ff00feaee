"""The pages of agendas, papers, attendance, interests and seats."""

from datetime import date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from lxml import html

from actionplans.models import PlanVersion
from actionplans.selectors import cadence, desk
from actionplans.views.pack import pack
from carp import clock
from carp.accounts.roles import Role
from carp.council import packs
from carp.governance import workflow
from carp.governance.models import Decision, Interest, Meeting, Membership
from tests import make
from tests.boards.conftest import date_boxes, deliberation, field
from tests.web.html import errors, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.laid("submitted_version")]

HOUSING, MANAGEMENT = "housing-board", "management-team"


def rows(response):
    return b"".join(response).decode().strip().splitlines()


@pytest.fixture
def referral():
    report = make.trigger_report(
        "outcome_agreed", community=make.community(), what="Damp in every flat of the row."
    )
    return report.referrals.get()


@pytest.fixture
def meeting():
    return make.meeting(place="Guildhall")


@pytest.fixture
def agenda(housing, meeting, referral):
    """A report, a plan and a matter in words before one meeting."""
    version = make.submitted_version()
    workflow.fill_agenda(meeting, by=housing[0])
    workflow.add_item(meeting, by=housing[0], title="Minutes", note="See the minutes of May.")
    return {"meeting": meeting, "referral": referral, "version": version}


# --- The agenda -----------------------------------------------------------------------------------
def test_everything_that_waits_is_put_on_the_agenda(visit, housing, referral, meeting):
    version = make.submitted_version()

    page = text_of(visit(housing[0], "boards:agenda-fill", HOUSING, meeting.pk, data={}))

    assert "2 items were put on the agenda." in page
    assert f"1. {version.plan.reference} version 1" in page
    assert f"2. {referral.report.reference}" in page
    assert "Waiting, and on no agenda" not in page


def test_items_change_places_and_are_put_off(visit, housing, agenda, meeting):
    later = make.meeting(on=meeting.on + timedelta(days=28))
    minutes = meeting.items.get(title="Minutes")

    visit(housing[0], "boards:item-move", HOUSING, meeting.pk, minutes.pk, data={"to": "up"})
    assert [item.title for item in meeting.items.all()][1] == "Minutes"
    empty = visit(
        housing[0], "boards:item-defer", HOUSING, meeting.pk, minutes.pk, data={"reason": " "}
    )
    assert list(errors(empty)) == ["#id_reason"]
    page = visit(
        housing[0], "boards:item-defer", HOUSING, meeting.pk, minutes.pk, data={"reason": "Late."}
    )

    assert "Minutes has been put off." in text_of(page)
    assert later.items.get().title == "Minutes"


def test_a_matter_in_words_needs_its_words(visit, housing, meeting):
    data = {"title": "", "note": "Read this before."}

    empty = visit(housing[0], "boards:item-new", HOUSING, meeting.pk, data=data)
    assert list(errors(empty)) == ["#id_title"]
    assert field(empty, "note") == "Read this before."
    visit(housing[0], "boards:item-new", HOUSING, meeting.pk, data=data | {"title": "Minutes"})

    assert meeting.items.get().note == "Read this before."


def test_what_was_overtaken_is_said_beside_the_form(visit, housing, meeting):
    Meeting.objects.filter(pk=meeting.pk).update(state=Meeting.State.HELD)

    said = visit(housing[0], "boards:item-new", HOUSING, meeting.pk, data={"title": "Minutes"})

    assert "Choose a meeting that is still to come." in text_of(said)
    assert field(said, "title") == "Minutes"


def test_a_meeting_is_cancelled_with_a_reason(visit, housing, agenda, meeting):
    page = visit(housing[0], "boards:meeting-cancel", HOUSING, meeting.pk, data={"reason": "Snow"})

    assert "The meeting has been cancelled." in text_of(page)
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.CANCELLED
    again = visit(housing[0], "boards:meeting-cancel", HOUSING, meeting.pk, data={"reason": "Snow"})
    assert "Only a planned meeting can be cancelled" in text_of(again)


@pytest.mark.parametrize("many", [1, 3])
def test_the_pages_of_a_meeting_ask_as_many_questions_whatever_is_on_it(
    housing, meeting, many, django_assert_num_queries, monkeypatch
):
    monkeypatch.setattr(packs, "FRESH_SECONDS", 3600.0)  # not looked up again in between
    client = Client()
    client.force_login(housing[0])
    for _ in range(many):
        make.trigger_report("outcome_agreed", community=make.community())
        make.submitted_version()
    workflow.fill_agenda(meeting, by=housing[0])
    for path, queries in (
        (f"{HOUSING}/meetings/{meeting.pk}/", 8),
        (f"{HOUSING}/meetings/{meeting.pk}/papers/", 8),
        ("mine/", 8),
        ("groups/", 4),
        (f"{HOUSING}/members/", 5),
    ):
        client.get(f"/boards/{path}")
        with django_assert_num_queries(queries):
            client.get(f"/boards/{path}")


def test_the_page_of_a_member_asks_the_same_for_one_board_as_for_two(
    housing, meeting, django_assert_num_queries
):
    client = Client()
    client.force_login(housing[0])
    make.submitted_version()
    make.meeting("management-team")
    for seats in (1, 2):
        client.get("/boards/mine/")
        with django_assert_num_queries(8):
            page = client.get("/boards/mine/")
        assert len(page.context["desks"]) == seats
        assert [len(desk.matters) for desk in page.context["desks"]] == [1] * seats
        if seats == 1:
            make.seat_also(housing[0], "management-team")


# --- Who came -------------------------------------------------------------------------------------
def parts(people, part):
    return {f"person_{person.pk}": part for person in people}


def test_who_came_is_recorded_and_offered_again(visit, housing):
    meeting = make.meeting(on=clock.today())

    missing = visit(
        housing[0],
        "boards:attendance",
        HOUSING,
        meeting.pk,
        data=parts(housing[:2], "present"),
    )
    assert errors(missing) == {f"#id_person_{housing[2].pk}": f"Say whether {housing[2].name} came"}
    saved = visit(
        housing[0],
        "boards:attendance",
        HOUSING,
        meeting.pk,
        data=parts(housing[:2], "present") | parts(housing[2:], "apologies"),
    )

    assert f"Present {housing[0].name}, {housing[1].name}" in text_of(saved)
    assert f"Sent apologies {housing[2].name}" in text_of(saved)
    again = visit(housing[0], "boards:attendance", HOUSING, meeting.pk)
    ticked = html.fromstring(again.content.decode()).xpath("//input[@checked]/@value")
    assert ticked == ["present", "present", "apologies"]


def test_apologies_come_before_the_day(visit, housing, meeting):
    page = visit(housing[0], "boards:attendance", HOUSING, meeting.pk)
    assert "Present" not in text_of(page)
    assert "Sent apologies Nothing heard" in text_of(page)

    def hear(of):
        unheard = parts([each for each in housing if each not in of], "unheard")
        data = parts(of, "apologies") | unheard
        return text_of(visit(housing[0], "boards:attendance", HOUSING, meeting.pk, data=data))

    assert f"Sent apologies {housing[0].name}" in hear(housing[:1])
    taken_back = hear([])
    assert "The apologies have been saved." in taken_back
    assert "Sent apologies" not in taken_back


# --- Interests: the conflicted member is shut out everywhere --------------------------------------
@pytest.fixture
def conflicted(housing, agenda):
    """A member with an interest in the community of the report, and in the plan."""
    make.interest(agenda["referral"].report.community, user=housing[1])
    make.interest(agenda["version"].plan, user=housing[1])
    return housing[1]


def test_the_agenda_names_it_and_shows_no_more(visit, conflicted, agenda, meeting):
    page = text_of(visit(conflicted, "boards:meeting-detail", HOUSING, meeting.pk))

    assert agenda["referral"].report.reference in page
    assert agenda["referral"].report.community.name not in page
    assert agenda["version"].plan.title not in page
    assert page.count("You declared an interest: its papers are not shown to you") == 2
    assert "Read and decide" not in page


@pytest.mark.parametrize("name", ["boards:papers", "boards:meeting-detail"])
def test_pack_and_file_have_none_of_its_papers(visit, conflicted, agenda, meeting, name):
    query = {"format": "csv"} if name == "boards:meeting-detail" else None

    response = visit(conflicted, name, HOUSING, meeting.pk, query=query)

    said = "\n".join(rows(response)) if query else text_of(response)
    assert agenda["referral"].report.reference in said
    assert "Damp in every flat" not in said
    assert agenda["referral"].report.community.name not in said
    assert agenda["version"].plan.title not in said


@pytest.mark.parametrize("query", [None, {"format": "csv"}])
def test_why_it_was_put_off_is_told_to_the_others_only(visit, conflicted, housing, meeting, query):
    item = meeting.items.get(subject_type="triggers.referral")
    workflow.defer_item(item, by=housing[0], reason="The tender came to a secret price.")

    def told(person):
        page = visit(person, "boards:meeting-detail", HOUSING, meeting.pk, query=query)
        return "\n".join(rows(page)) if query else text_of(page)

    assert "Put off until a meeting is planned: The tender" in told(housing[0])
    assert "Put off until a meeting is planned" in told(conflicted)
    assert "secret price" not in told(conflicted)


@pytest.mark.parametrize("part", ["referrals", "versions"])
def test_the_tables_of_the_board_leave_it_out(visit, conflicted, housing, part):
    assert len(rows(visit(housing[0], "boards:board-csv", HOUSING, part))) == 2
    assert len(rows(visit(conflicted, "boards:board-csv", HOUSING, part))) == 1


def addresses(agenda):
    report, plan = agenda["referral"].report, agenda["version"].plan
    return {
        "decide on the report": ("boards:referral-decide", HOUSING, agenda["referral"].pk),
        "report": ("triggers:triage-detail", report.reference),
        "decide on the plan": ("boards:version-decide", HOUSING, plan.reference, 1),
        "plan": ("actionplans:plan-detail", plan.reference),
        "version": ("actionplans:version-detail", plan.reference, 1),
        "file of the version": ("actionplans:version-csv", plan.reference, 1, "needs"),
        "file of the plan": ("actionplans:plan-csv", plan.reference, "actions"),
    }


@pytest.mark.parametrize(
    "where",
    [
        "decide on the report",
        "report",
        "decide on the plan",
        "plan",
        "version",
        "file of the version",
        "file of the plan",
    ],
)
def test_no_address_opens_its_papers(visit, conflicted, housing, agenda, where):
    name, *args = addresses(agenda)[where]

    assert visit(housing[0], name, *args).status_code == 200
    assert visit(conflicted, name, *args).status_code in {403, 404}


def test_the_list_of_plans_leaves_it_out(visit, conflicted, housing, agenda):
    assert agenda["version"].plan.title in text_of(visit(housing[0], "actionplans:plan-list"))
    assert agenda["version"].plan.title not in text_of(visit(conflicted, "actionplans:plan-list"))


def test_who_leads_the_plan_works_on_it_in_spite_of_an_interest(visit, housing, agenda):
    plan = agenda["version"].plan
    plan.lead = housing[1]
    plan.save(update_fields=("lead",))
    make.interest(plan.community, user=housing[1])

    assert visit(housing[1], "actionplans:plan-detail", plan.reference).status_code == 200
    page = text_of(visit(housing[1], "boards:papers", HOUSING, agenda["meeting"].pk))
    assert plan.title not in page


def test_the_form_has_them_out_of_the_room_already(visit, conflicted, housing, agenda):
    make.board_member(HOUSING)

    page = visit(housing[0], "boards:referral-decide", HOUSING, agenda["referral"].pk)

    tree = html.fromstring(page.content.decode())
    theirs = f"//select[@name='vote_{conflicted.pk}']/option"
    assert tree.xpath(f"{theirs}/@value") == ["", "recused"]
    assert tree.xpath(f"{theirs}[@selected]/@value") == ["recused"]
    assert "Not counted: declared an interest in" in text_of(page)


def test_between_meetings_who_has_an_interest_is_no_vote_that_was_typed(
    visit, conflicted, housing, agenda
):
    data = deliberation([]) | {
        "kind": "note",
        "meeting": "",
        "urgency": "The shelter closes tonight.",
        f"vote_{conflicted.pk}": "recused",
    }

    seen = visit(housing[0], "boards:referral-decide", HOUSING, agenda["referral"].pk, data=data)

    assert "The draft has been saved." in text_of(seen)
    drafted = Decision.objects.drafts().get()
    assert (drafted.is_between_meetings, drafted.attendances.count()) == (True, 0)
    hidden = visit(conflicted, "boards:decision-detail", HOUSING, drafted.pk)
    assert hidden.status_code == 404


def test_what_was_decided_between_meetings_is_shown_to_be_noted(visit, housing, meeting):
    person = housing[0]
    drafted = workflow.draft(
        make.community(), by=person, group=make.group(), kind="note", deliberation=make.urgent()
    )
    workflow.put_to_members(drafted, by=person)
    for member in housing:
        workflow.vote(drafted, by=member, part="for")
    workflow.confirm(drafted, by=housing[1])

    page = text_of(visit(person, "boards:meeting-detail", HOUSING, meeting.pk))
    assert f"Decided between meetings, to be noted {drafted.subject_name}" in page


def test_without_them_there_is_no_quorum(visit, conflicted, housing, agenda):
    referral = agenda["referral"]
    others = [person for person in housing if person != conflicted]
    data = deliberation(others, recused=[conflicted]) | {"kind": "note"}

    said = visit(housing[0], "boards:referral-decide", HOUSING, referral.pk, data=data)

    assert "needs 3 members without an interest to decide; 2 took part" in text_of(said)
    referral.refresh_from_db()
    assert referral.decision is None


def test_no_decision_or_task_leads_to_what_is_shut(visit, housing):
    approval = make.approval(make.submitted_version())
    where = ("boards:decision-detail", HOUSING, approval.decision_id)
    about = f"About {approval.version.plan.title}"
    assert about in text_of(visit(housing[1], *where))
    make.interest(approval.version.plan, user=housing[1])

    assert about not in text_of(visit(housing[1], *where))


# --- Declaring ------------------------------------------------------------------------------------
def test_an_interest_in_an_item_is_declared_and_shuts_its_papers(visit, housing, agenda, meeting):
    item = meeting.items.get(title=agenda["referral"].report.reference)
    where = ("boards:item-interest", HOUSING, meeting.pk, item.pk)

    empty = visit(housing[1], *where, data={"person": housing[1].pk, "nature": ""})
    assert list(errors(empty)) == ["#id_nature"]
    page = visit(housing[1], *where, data={"person": housing[1].pk, "nature": "My tenant."})

    assert "The interest has been declared." in text_of(page)
    assert "You declared an interest" in text_of(page)
    interest = Interest.objects.get()
    assert (interest.user, interest.meeting) == (housing[1], meeting)
    pack_of_another = text_of(visit(housing[0], "boards:papers", HOUSING, meeting.pk))
    for words in (housing[1].name, interest.subject_name, "My tenant."):
        assert words in pack_of_another


def standing(**changes):
    return {"reference": "", "organisation": "", "nature": "My sister runs it."} | changes


def test_a_standing_interest_is_in_exactly_one_thing(visit, housing):
    organisation, community = make.organisation(), make.community()
    for data, where in (
        (standing(), "#id_reference"),
        (standing(reference="CAR-1999-0001"), "#id_reference"),
        (standing(reference=community.reference, organisation=organisation.pk), "#id_organisation"),
    ):
        said = visit(housing[0], "boards:interest-new", data=data)
        assert list(errors(said)) == [where]
        assert field(said, "nature") == "My sister runs it."
    saved = visit(
        housing[0],
        "boards:interest-new",
        data=standing(reference=f" {community.reference.lower()} "),
    )

    assert "The interest has been declared." in text_of(saved)
    assert community.reference in text_of(saved)
    again = visit(housing[0], "boards:interest-new", data=standing(reference=community.reference))
    assert "was declared already" in text_of(again)


def test_an_interest_ends_and_stays_on_record(visit, housing):
    interest = make.interest(user=housing[0])
    where = ("boards:interest-end", interest.pk)

    late = visit(housing[0], *where, data=date_boxes("ended_on", clock.today() + timedelta(days=1)))
    assert list(errors(late)) == ["#id_ended_on"]
    page = visit(housing[0], *where, data=date_boxes("ended_on", clock.today()))

    assert "The interest has ended." in text_of(page)
    assert "I own a house there." in text_of(page)
    assert visit(housing[1], *where).status_code == 404
    assert len(rows(visit(housing[0], "boards:interest-list", query={"format": "csv"}))) == 2


# --- The papers -----------------------------------------------------------------------------------
def test_the_pack_has_everything_in_the_order_of_the_agenda(visit, housing, agenda, meeting):
    page = text_of(visit(housing[0], "boards:papers", HOUSING, meeting.pk))

    plan, report = agenda["version"].plan, agenda["referral"].report
    places = [
        page.index(f"{n} {title}")
        for n, title in enumerate(
            (f"{plan.reference} version 1: {plan.title}", report.reference, "Minutes"), start=1
        )
    ]
    assert places == sorted(places)
    assert "Damp in every flat of the row." in page
    assert "See the minutes of May." in page
    assert f"For {housing[0].name} only" in page


def test_the_pack_of_who_reads_no_reports_says_so(visit, agenda, meeting):
    officer = make.user(Role.OFFICER)

    page = text_of(visit(officer, "boards:papers", HOUSING, meeting.pk))

    assert "Your account does not open this report" in page
    assert "Damp in every flat" not in page


def test_of_a_restricted_report_nothing_is_printed(housing, agenda, meeting):
    make.restriction(agenda["referral"].report, housing[0])

    titles = [section.heading for section in pack(meeting, housing[0]).sections]
    assert any(agenda["referral"].report.reference in title for title in titles)
    assert "Damp in every flat" not in str(pack(meeting, housing[0]))
    reference = agenda["referral"].report.reference
    assert reference not in str(pack(meeting, housing[2]))


def test_the_pack_says_what_changed_since_the_board_answered(housing, meeting):
    first = make.submitted_version()
    make.approval(first, outcome="return")
    plan = first.plan
    make.action(plan, title="Repair the lights")
    make.submitted_version(plan)
    workflow.fill_agenda(meeting, by=housing[0])

    said = str(pack(meeting, housing[0]))

    assert "The Housing Board answered on version 1" in said
    assert "Action “Repair the lights”" in said
    assert PlanVersion.objects.count() == 2


def test_the_pack_is_a_tagged_file_kept_for_its_reader(visit, housing, agenda, meeting):
    cache.clear()

    first = visit(housing[0], "boards:papers-pdf", HOUSING, meeting.pk)
    again = visit(housing[0], "boards:papers-pdf", HOUSING, meeting.pk)

    assert first["Content-Type"] == "application/pdf"
    assert first.content.startswith(b"%PDF")
    assert again.content == first.content
    assert "private" in first["Cache-Control"] or "no-store" in first["Cache-Control"]


# --- What waits for a member ----------------------------------------------------------------------
def test_a_members_page_shows_what_waits_and_what_changed(visit, housing, referral):
    first = make.submitted_version()
    make.approval(first, outcome="return")
    make.action(first.plan, title="Repair the lights")
    make.submitted_version(first.plan)

    page = text_of(visit(housing[0], "boards:my-boards"))

    assert referral.report.reference in page
    assert f"{first.plan.reference} version 2" in page
    assert "What changed since version 1, answered on" in page
    assert "Management Team" not in page
    assert len(rows(visit(housing[0], "boards:my-boards", query={"format": "csv"}))) == 3


def test_a_members_page_names_the_drafts_that_wait_for_them(visit, housing):
    by, other = housing[:2]
    met = workflow.draft(
        make.community(), by=by, group=make.group(), kind="note", deliberation=make.deliberation()
    )
    urgent = workflow.draft(
        make.community(), by=by, group=make.group(), kind="note", deliberation=make.urgent()
    )
    workflow.put_to_members(urgent, by=by)

    page = text_of(visit(other, "boards:my-boards"))
    assert f"{met.subject_name}, Housing Board: a draft to be confirmed" in page
    assert f"{urgent.subject_name}, Housing Board: vote on the urgent draft" in page
    mine = text_of(visit(by, "boards:my-boards"))
    assert met.subject_name not in mine
    assert f"{urgent.subject_name}, Housing Board: vote on the urgent draft" in mine


def test_a_draft_waits_for_the_chair_who_was_there_and_an_urgent_one_for_its_votes(housing):
    by, chair, other = housing
    chair.memberships.update(seat="chair")
    workflow.draft(
        make.community(), by=by, group=make.group(), kind="note", deliberation=make.deliberation()
    )
    urgent = workflow.draft(
        make.community(), by=by, group=make.group(), kind="note", deliberation=make.urgent()
    )
    workflow.put_to_members(urgent, by=by)
    workflow.vote(urgent, by=chair, part="for")
    workflow.vote(urgent, by=other, part="for")

    def waits():
        return [desk.drafts_to_confirm(person).count() for person in housing]

    assert waits() == [0, 1, 0]
    workflow.vote(urgent, by=by, part="for")
    assert waits() == [0, 2, 0]
    chair.memberships.update(seat="member")
    assert waits() == [0, 2, 2]


def test_a_members_page_counts_what_is_closed_to_them(visit, conflicted):
    page = text_of(visit(conflicted, "boards:my-boards"))

    assert "2 more wait in which you declared an interest." in page
    assert "Nothing waits for you here." in page


# --- Groups and seats -----------------------------------------------------------------------------
def test_an_administrator_gives_a_seat_and_ends_it(visit):
    administrator, member = make.user(Role.ADMINISTRATOR), make.user(Role.BOARD_MEMBER)
    start = date_boxes("starts_on", clock.today())
    data = {"person": member.pk, "seat": "chair", **start}

    wrong = visit(
        administrator,
        "boards:seat-new",
        HOUSING,
        data=data | date_boxes("ends_on", clock.today() - timedelta(days=1)),
    )
    assert list(errors(wrong)) == ["#id_ends_on"]
    given = visit(administrator, "boards:seat-new", HOUSING, data=data)
    assert f"{member.name} has the seat." in text_of(given)
    again = visit(administrator, "boards:seat-new", HOUSING, data=data)
    assert list(errors(again)) == ["#id_person"]
    seat = Membership.objects.get(user=member)
    early = visit(
        administrator,
        "boards:seat-end",
        HOUSING,
        seat.pk,
        data=date_boxes("ends_on", clock.today() - timedelta(days=9)),
    )
    assert list(errors(early)) == ["#id_ends_on"]
    ended = visit(
        administrator,
        "boards:seat-end",
        HOUSING,
        seat.pk,
        data=date_boxes("ends_on", clock.today()),
    )
    assert "The last day of the seat has been saved." in text_of(ended)


def test_groups_are_shown_with_chair_parent_and_quorum(visit, housing):
    Membership.objects.filter(user=housing[0]).update(seat="chair")

    lines = rows(visit(housing[0], "boards:group-list", query={"format": "csv"}))

    board = next(line for line in lines if line.startswith("Housing Board"))
    assert board == (
        f"Housing Board,Board,,{housing[0].name},,Every 28 to 42 days,"
        "No meeting has been held yet,3,3"
    )
    tactical = next(line for line in lines if "Tactical Delivery Group," in line)
    assert "South West Ward Strategic Partnership" in tactical


@pytest.mark.parametrize("part", ["seats", "interests"])
def test_the_tables_of_a_group_are_files(visit, housing, part):
    make.interest(user=housing[0])
    query = {"format": f"{part}-csv"}

    lines = rows(visit(housing[0], "boards:seat-list", HOUSING, query=query))

    assert len(lines) == {"seats": 4, "interests": 2}[part]


def test_an_administrator_reads_seats_and_no_interests(visit, housing):
    make.interest(user=housing[0])

    page = text_of(visit(make.user(Role.ADMINISTRATOR), "boards:seat-list", HOUSING))

    assert housing[0].name in page
    assert "I own a house there." not in page


# --- When it is due -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("held", "earliest", "latest"),
    [
        (date(2024, 3, 5), date(2024, 4, 2), date(2024, 4, 16)),
        # Good Friday and Easter Monday of 2024 are passed over at both ends.
        (date(2024, 3, 1), date(2024, 4, 2), date(2024, 4, 12)),
        (date(2024, 2, 19), date(2024, 3, 18), date(2024, 3, 28)),
    ],
)
def test_due_days_are_working_days(held, earliest, latest):
    due = cadence.due(make.group(), held)

    assert (due.earliest, due.latest) == (earliest, latest)


def test_a_board_that_met_too_long_ago_is_overdue(visit, housing):
    with clock.at(datetime(2024, 6, 18, 10, 0)):
        make.meeting(on=date(2024, 3, 5), state=Meeting.State.HELD)
        make.meeting(on=date(2024, 7, 2))

        page = text_of(visit(housing[0], "boards:board-detail", HOUSING))

    assert "Overdue It last met on 5 March 2024 and was due by 16 April 2024." in page
    assert "The next meeting is planned after that, for 2 July 2024." in page


def test_200_meetings_are_paged(visit, housing):
    group = make.group()
    Meeting.objects.bulk_create(
        Meeting(group=group, on=clock.today() - timedelta(days=n), state=Meeting.State.HELD)
        for n in range(1, 201)
    )

    page = visit(housing[0], "boards:meeting-list", HOUSING)

    assert text_of(page).count("Held") < 200
    assert (
        len(rows(visit(housing[0], "boards:meeting-list", HOUSING, query={"format": "csv"}))) == 201
    )
