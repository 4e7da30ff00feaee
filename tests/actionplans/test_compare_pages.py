"""Two versions beside each other: what was changed, by whom agreed, in a page and as a file."""

import csv
import io
from urllib.parse import urlsplit

import pytest

from actionplans import workflow
from carp.accounts.roles import Role
from tests import make
from tests.actionplans.conftest import Seen

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def revised(plan, **changes):
    """The plan's need line says something else in the version that is submitted next."""
    line = plan.need_lines.get()
    workflow.change_need_line(line, by=plan.lead, details=make.need_details(**changes))
    return make.submitted_version(plan)


@pytest.fixture
def plan():
    """Version 1, approved by the Housing Board, and version 2 with £500 more, which waits."""
    version = make.submitted_version()
    make.approval(version)
    revised(version.plan, amount_pence=650_000)
    return version.plan


def fields(seen):
    """Each text that the page compares, without what is only heard."""
    for hidden in seen.page.xpath("//main//dl//span[@class='govuk-visually-hidden']"):
        hidden.drop_tree()
    cells = seen.page.xpath("//dd[@class='carp-diff__text']")
    return [" ".join(cell.text_content().split()) for cell in cells]


def test_the_newest_two_versions_are_compared_side_by_side(visit, plan):
    seen = visit("version-compare", plan.reference)

    assert seen.title.startswith("Compare versions of")
    assert "Version 1 and version 2: 1 difference" in seen.text
    assert "1 needs the boards' approval." in seen.text
    assert fields(seen) == ["Version 1£6,000", "Version 2£6,500"]
    assert [mark.text_content() for mark in seen.page.xpath("//del|//ins")] == ["£6,000", "£6,500"]


def test_prose_is_compared_by_the_word_in_one_text(visit, plan):
    revised(plan, amount_pence=650_000, need="Lighting and two skips for the alleys")

    seen = visit("version-compare", plan.reference, before="2", after="3", look="inline")

    assert fields(seen) == ["Lighting and a skip schemetwo skips for the alleys"]
    assert [mark.text_content() for mark in seen.page.xpath("//del|//ins")] == [
        "a skip scheme",
        "two skips",
    ]
    assert "None needs the boards' approval; 1 is minor" in seen.text


def test_a_version_is_compared_with_the_plan_as_it_reads_today(visit, plan):
    workflow.withdraw_need_line(plan.need_lines.get(), by=plan.lead, reason="Not wanted.")

    seen = visit("version-compare", plan.reference, before="2", after="today")

    assert "Version 2 and today: 1 difference" in seen.text
    assert "Need 1 Taken out Needs approval" in seen.text


def test_a_version_that_is_compared_with_itself_says_the_same(visit, plan):
    seen = visit("version-compare", plan.reference, before="1", after="1")

    assert "no difference" in seen.text
    assert "The two say the same." in seen.text


def test_a_plan_that_was_never_submitted_has_one_state(visit):
    seen = visit("version-compare", make.plan().reference)

    assert "Today and today: no difference" in seen.text


@pytest.mark.parametrize("query", [{"before": "9"}, {"before": "x"}, {"before": ""}])
def test_a_version_that_does_not_exist_is_said_beside_the_field(visit, plan, query):
    seen = visit("version-compare", plan.reference, **query)

    assert list(seen.errors()) == ["#id_before"]
    assert seen.title.startswith("Error: ")
    assert seen.status == 200


def test_the_differences_are_a_file_too(visit, plan):
    line = plan.need_lines.get()
    workflow.change_need_line(
        line, by=plan.lead, details=make.need_details(amount_pence=650_000, need="=1+1")
    )
    seen = visit("version-compare", plan.reference, before="1", after="today", format="csv")

    head, *rows = csv.reader(io.StringIO(seen.body.removeprefix("\ufeff")))
    assert head[-2:] == ["Version 1", "Today"]
    assert rows == [
        ["Need lines", "Need 1", "need", "changed", "Minor", line.need, "'=1+1"],
        ["Need lines", "Need 1", "amount", "changed", "Needs approval", "£6,000", "£6,500"],
    ]


def test_text_that_looks_like_markup_is_shown_as_it_was_typed(visit, plan):
    revised(plan, amount_pence=650_000, need="<b>Lights</b> & <script>alert(1)</script>")

    seen = visit("version-compare", plan.reference, before="2", after="3")

    assert fields(seen)[1] == "Version 3<b>Lights</b> & <script>alert(1)</script>"
    assert "<script>alert" not in seen.body


def link(seen, words):
    (found,) = seen.page.xpath(f"//main//a[starts-with(normalize-space(), '{words}')]/@href")
    return {part.split("=")[0]: part.split("=")[1] for part in urlsplit(found).query.split("&")}


def board_page(client, url):
    client.force_login(make.user(Role.NOMINATED_OFFICER))
    return Seen(client.get(url))


def test_what_changed_since_a_board_agreed_is_one_link_away(visit, plan, client):
    since = "What changed since the Housing Board agreed it"

    assert link(visit("plan-detail", plan.reference), since) == {"before": "1", "after": "today"}
    assert link(visit("version-compare", plan.reference), since)["before"] == "1"
    assert link(visit("version-detail", plan.reference, 2), "Compare the two") == {
        "before": "1",
        "after": "2",
    }
    decide = board_page(client, f"/boards/housing-board/plans/{plan.reference}/2/decide/")
    assert link(decide, since) == {"before": "1", "after": "2"}


def test_a_board_that_agreed_nothing_is_not_told_of_a_change(client, plan):
    decide = board_page(client, f"/boards/management-team/plans/{plan.reference}/2/decide/")

    assert "agreed it" not in decide.text


def test_a_newer_approval_is_the_one_that_counts(visit, plan):
    make.approval(plan.versions.get(number=2))

    seen = visit("plan-detail", plan.reference)

    assert link(seen, "What changed since the Housing Board agreed it")["before"] == "2"


@pytest.mark.parametrize(("after", "queries"), [("2", 7), ("today", 8)])
def test_a_comparison_asks_the_same_of_few_versions_and_of_many(
    client, plan, django_assert_num_queries, after, queries
):
    client.force_login(make.user(Role.NOMINATED_OFFICER))
    url = f"/plans/{plan.reference}/versions/compare/?before=1&after={after}"
    client.get(url)
    with django_assert_num_queries(queries):
        client.get(url)
    for number in range(3):
        revised(plan, amount_pence=700_000 + number)
        make.action(plan, title=f"Action {number}")

    with django_assert_num_queries(queries):
        client.get(url)


# --- Many versions --------------------------------------------------------------------------------
def test_every_version_is_listed_and_a_file(visit, plan, client):
    make.approval(plan.versions.get(number=2))
    make.approval(plan.versions.get(number=2), "management-team")
    make.minor_revision(plan)

    seen = visit("version-list", plan.reference)
    rows = [
        [" ".join(cell.text_content().split()) for cell in row]
        for row in seen.page.xpath("//tbody/tr")
    ]

    assert [(row[0], row[1], row[6]) for row in rows] == [
        ("2", "In force", "1"),
        ("1", "Superseded", "0"),
    ]
    export = Seen(client.get(f"/plans/{plan.reference}/versions/?format=csv"))
    assert len(export.body.strip().splitlines()) == 3


def test_a_plan_without_a_version_says_so(visit):
    assert "has not been submitted yet" in visit("version-list", make.plan().reference).text


def test_the_page_of_the_plan_shows_the_newest_versions_and_leads_to_all(visit, plan):
    for number in range(5):
        revised(plan, amount_pence=700_000 + number)

    seen = visit("plan-detail", plan.reference)

    assert len(seen.page.xpath("//div[@class='carp-version']")) == 5
    assert "All 7 versions" in seen.text


def test_a_published_revision_is_no_change_since_the_version(visit):
    plan = make.plan_in_force()
    make.minor_revision(plan)

    assert "has been changed since" not in visit("version-detail", plan.reference, 1).text
    assert "has been published already" in visit("plan-revise", plan.reference).text
    make.need_line(plan)
    assert "has been changed since" in visit("version-detail", plan.reference, 1).text
