"""A figure before and now: given by a reporter, its change worked out (scenario O2)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carp.accounts.roles import Role
from tests import make
from tests.triggers import test_inside, test_telephone
from tests.triggers.walk import answer, drafted, report, send, text_of
from triggers import selectors, workflow
from triggers.figures import MINUS, Figure
from triggers.models import ReportedFigure, TriggerReport

pytestmark = pytest.mark.django_db
GIVEN = "people a week: from 140 to 200, +43%"
NOTHING = {"figure_counted": "", "figure_before": "", "figure_now": ""}
numbers = st.decimals(min_value=0, max_value="9999999999.99", places=2)


def figure(before, now, counted="people a week"):
    return Figure(counted=counted, before=Decimal(before), now=Decimal(now))


# --- How it changed -----------------------------------------------------------------------------
@pytest.mark.parametrize(("before", "now", "told"), [
    ("140", "200", "from 140 to 200, +43%"),
    ("200", "140", "from 200 to 140, −30%"),
    ("0", "12", "from 0 to 12"),
    ("0", "0", "from 0 to 0, no change"),
    ("12", "0", "from 12 to 0, −100%"),
    ("140", "140.00", "from 140 to 140, no change"),
    ("200", "201", "from 200 to 201, +1%"),
    ("200", "199", "from 200 to 199, −1%"),
    ("1000", "1004", "from 1,000 to 1,004, up by less than 1%"),
    ("1000", "996", "from 1,000 to 996, down by less than 1%"),
    ("1.5", "4.25", "from 1.5 to 4.25, +183%"),
    ("1", "50", "from 1 to 50, +4,900%"),
])  # fmt: skip
def test_change_is_in_whole_percent_with_its_sign(before, now, told):
    assert str(figure(before, now)) == f"people a week: {told}"


@given(before=numbers, now=numbers)
def test_change_says_the_direction_and_is_never_nought_percent(before, now):
    change = figure(before, now).change
    if now == before:
        assert change == "no change"
    elif not before:
        assert change == ""
    else:
        assert change.startswith(("+", "up by") if now > before else (MINUS, "down by"))
        assert change[1:] != "0%"


def test_sentence_of_what_is_counted_ends_in_one_colon():
    assert str(figure(1, 2, "Handed over.")).startswith("Handed over: from")


# --- Through each door --------------------------------------------------------------------------
@pytest.fixture
def officer():
    return make.user(Role.NOMINATED_OFFICER)


def detail(client, officer, made):
    client.force_login(officer)
    return text_of(client.get(f"/triage/{made.reference}/"))


def test_food_bank_types_two_numbers_and_an_officer_reads_the_change(client, officer):
    drafted(client)
    assert GIVEN in text_of(client.get("/report/check/"))
    send(client)
    made = TriggerReport.objects.get()
    assert made.figure.as_given == figure(140, 200)
    assert f"A figure before and now: {GIVEN}" in detail(client, officer, made)
    workflow.take_up(made, by=officer)
    assert GIVEN in text_of(client.get(f"/triage/{made.reference}/assessment/"))


def test_report_without_a_figure_keeps_none_and_shows_none(client, officer):
    drafted(client, sources=NOTHING)
    assert "figure" not in text_of(client.get("/report/check/"))
    send(client)
    assert not ReportedFigure.objects.exists()
    assert "figure" not in detail(client, officer, TriggerReport.objects.get())


def test_nought_is_a_number_like_any_other(client):
    report(client, sources={"figure_before": "0", "figure_now": "1,250.5"})
    assert str(ReportedFigure.objects.get()) == "people a week: from 0 to 1,250.5"


def test_officer_gives_a_figure_on_one_page_and_finds_it_among_their_answers(client):
    member = make.user(Role.MEMBER)
    client.force_login(member)
    test_inside.sent(client)
    made = TriggerReport.objects.get()
    assert GIVEN in text_of(client.get(f"/report/mine/{made.reference}/"))


def test_caller_gives_a_figure(client):
    client.force_login(make.user(Role.OFFICER))
    test_telephone.sent(client)
    assert str(ReportedFigure.objects.get()) == GIVEN


def test_half_a_figure_names_each_part_that_is_missing(client):
    drafted(client)
    page = answer(client, "sources", figure_counted="", figure_now="")
    assert set(page.context["form"].errors) == {"figure_counted", "figure_now"}
    page = answer(client, "sources", **NOTHING | {"figure_now": "0"})
    assert set(page.context["form"].errors) == {"figure_counted", "figure_before"}
    page = answer(client, "sources", **NOTHING | {"figure_now": "lots"})
    assert set(page.context["form"].errors) == {"figure_counted", "figure_before", "figure_now"}


def test_same_answers_with_another_figure_are_not_the_same_report():
    entry = make.report_entry(figure=figure(140, 200))

    def again(changed):
        given = make.report_entry(figure=changed)
        return workflow.submit(given, by=None, idempotency_key="once")

    assert workflow.submit(entry, by=None, idempotency_key="once").created
    assert not again(figure("140.00", 200)).differs
    assert again(figure(140, 210)).differs
    assert again(None).differs
    assert ReportedFigure.objects.count() == 1


def test_after_a_handover_the_numbers_stay_without_what_was_counted(officer):
    made = make.trigger_report()
    make.reported_figure(made, counted="Bruises of Canary Nameworth")
    workflow.hand_over(made, by=officer, handover=make.handover())
    made = TriggerReport.objects.get()
    assert selectors.figure(made) == "Handed over to safeguarding: from 140 to 200, +43%"


def test_restricted_report_shows_its_figure_to_nobody_off_the_list(client, officer):
    made = make.trigger_report(TriggerReport.Status.UNDER_REVIEW)
    make.reported_figure(made)
    others = [make.user(Role.NOMINATED_OFFICER)]
    workflow.restrict(made, by=officer, reason="Somebody is afraid.", people=others)
    client.force_login(make.user(Role.NOMINATED_OFFICER))
    assert client.get(f"/triage/{made.reference}/").status_code == 404
