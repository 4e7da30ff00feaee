"""The matrix as radio buttons: one answer from grid and lists, without a script (policy 9.2)."""

import pytest
from django.urls import reverse
from lxml import html

from carp.accounts.roles import Role
from tests import make
from tests.triggers.test_assessment_page import LEVELS, line, parse, typed, values
from triggers.models import Assessment, RiskLine, TriggerReport

pytestmark = pytest.mark.django_db
Status = TriggerReport.Status
BARE = LEVELS | {"likelihood": "", "impact_people": ""}


@pytest.fixture
def report(client):
    client.force_login(make.user(Role.NOMINATED_OFFICER))
    return make.trigger_report(Status.UNDER_REVIEW)


def url(report):
    return reverse("triggers:assessment-edit", args=[report.reference])


def chosen(page, side=""):
    return page.xpath(f"//input[@type='radio'][@name='lines-0-{side}cell'][@checked]/@value")


def said(page):
    return [
        " ".join(each.text_content().split())
        for each in page.xpath("//p[@class='govuk-error-message']")
    ]


def saved(client, report, press="draft", **changes):
    """Save and answer the line that was kept, or the page that came back."""
    answer = client.post(url(report), typed(line(**changes), **{press: "1"}))
    if answer.status_code == 302:
        kept = RiskLine.objects.get()
        return kept.likelihood, kept.impact_people
    return parse(answer)


def test_grid_has_headers_and_each_square_its_words(client, report):
    page = parse(client.get(url(report)))
    (table, *_more) = page.xpath("//table[@class='carp-grid']")
    assert [each.text for each in table.xpath(".//th[@scope='col']")] == [
        "Negligible", "Minor", "Major", "Critical",
    ]  # fmt: skip
    assert table.xpath(".//th[@scope='row']")[0].text == "Almost certain"
    labels = [" ".join(each.text_content().split()) for each in table.xpath(".//label")]
    assert labels[0] == "Almost certain, Negligible: 4 Medium"
    assert "Probable, Major: 9 High" in labels
    assert len(set(labels)) == 16


def test_square_alone_is_enough(client, report):
    assert saved(client, report, cell="3-4", likelihood="", impact_people="") == (3, 4)


def test_lists_alone_are_enough(client, report):
    assert saved(client, report, likelihood="2", impact_people="1") == (2, 1)


def test_square_that_was_changed_counts_over_lists_that_were_not(client, report):
    assert saved(client, report, cell="2-2", shown="4-3") == (2, 2)


def test_lists_that_were_changed_count_over_a_square_that_was_not(client, report):
    sent = {"likelihood": "1", "impact_people": "3", "cell": "4-3", "shown": "4-3"}
    assert saved(client, report, **sent) == (1, 3)


def test_square_fills_the_gap_of_the_lists(client, report):
    assert saved(client, report, cell="3-4", likelihood="3", impact_people="") == (3, 4)


def test_both_changed_and_different_is_said_once_and_the_lists_count(client, report):
    page = saved(client, report, cell="2-2", shown="-")
    assert said(page) == [
        "Error: Risk 1: the lists and the matrix were both changed and differ. The lists count: "
        "Almost certain and Major. Send it again if that is right"
    ]
    assert chosen(page) == ["4-3"]
    assert values(page, "lines-0-likelihood") == "4"
    assert not RiskLine.objects.exists()
    again = {name: values(page, f"lines-0-{name}") for name in (*LEVELS, "shown")}
    assert saved(client, report, cell="4-3", **again) == (4, 3)


def test_square_is_still_chosen_after_an_error_and_after_another_button(client, report):
    sent = {"cell": "3-4", "no_action_cell": "4-4"}
    page = saved(client, report, press="complete", description="", **BARE | sent)
    assert chosen(page) == ["3-4"]
    assert chosen(page, "no_action_") == ["4-4"]
    page = parse(client.post(url(report), typed(line(**BARE | sent), add="1")))
    assert chosen(page) == ["3-4"]
    assert values(page, "lines-0-likelihood") == "3"


@pytest.mark.parametrize("wrong", ["9-9", "0-1", "x", "3", "3-4-5", "-"])
def test_square_that_is_not_on_the_grid_is_none(client, report, wrong):
    assert saved(client, report, cell=wrong) == (4, 3)


def test_kept_draft_shows_its_squares(client, report):
    saved(client, report, target_cell="2-2", target_impact_community="1")
    page = parse(client.get(url(report)))
    assert (chosen(page), chosen(page, "no_action_"), chosen(page, "target_")) == (
        ["4-3"], ["4-4"], ["2-2"],
    )  # fmt: skip
    assert "Risks after what is planned" in page.text_content()


def test_target_above_now_is_said_beside_its_field(client, report):
    page = saved(
        client, report, target_likelihood="4", target_impact_people="4", target_impact_community="3"
    )
    assert said(page) == ["Error: Risk 1: the target is above the impact on people now"]
    assert chosen(page, "target_") == ["4-4"]


def test_half_a_target_is_kept_in_a_draft_and_completes_nothing(client, report):
    half = {"target_likelihood": "2"}
    page = saved(client, report, press="complete", **half)
    assert said(page) == [
        "Error: Risk 1: choose the impact on people, after what is planned",
        "Error: Risk 1: choose the impact on the community, after what is planned",
    ]
    assert saved(client, report, **half) == (4, 3)


def test_page_of_the_report_shows_the_target_in_words_number_and_picture(client, report):
    saved(client, report, press="complete", target_cell="2-2", target_impact_community="1")
    assert Assessment.objects.get().target_score == 4
    page = client.get(reverse("triggers:triage-detail", args=[report.reference]))
    text = " ".join(html.fromstring(page.content.decode()).text_content().split())
    assert "the target is 4, medium, after what is planned" in text
    assert "4, MediumLikelihood 2, people 2, community 1" in text
    assert "Risks after what is planned" in text
