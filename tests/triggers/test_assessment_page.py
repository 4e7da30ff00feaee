"""The page of an assessment: lines added and taken away without a script, nothing typed lost."""

import pytest
from django.urls import reverse
from lxml import html

from carp.accounts.roles import Role
from carp.accounts.verdicts import Refused
from tests import make
from tests.web.html import check_error_links, check_page, error_links
from triggers import workflow
from triggers.forms.assessment import MOST_LINES
from triggers.models import Assessment, TriggerReport

pytestmark = [pytest.mark.django_db, pytest.mark.once]
Status = TriggerReport.Status
LEVELS = {
    "likelihood": "4",
    "impact_people": "3",
    "impact_community": "3",
    "no_action_likelihood": "4",
    "no_action_impact_people": "4",
    "no_action_impact_community": "4",
}


@pytest.fixture
def officer(client):
    person = make.user(Role.NOMINATED_OFFICER)
    client.force_login(person)
    return person


@pytest.fixture
def report():
    return make.trigger_report(Status.UNDER_REVIEW)


def url(report):
    return reverse("triggers:assessment-edit", args=[report.reference])


def typed(*lines, **more):
    """What a browser sends for these lines."""
    data = {
        "lines-TOTAL_FORMS": str(len(lines)),
        "lines-INITIAL_FORMS": "0",
        "confidence": "medium",
        "gaps": "How many houses stand empty.",
    }
    for place, line in enumerate(lines):
        data |= {f"lines-{place}-{name}": value for name, value in line.items()}
    return data | more


def line(description="Drug dealing spreads", **changes):
    return {"description": description} | LEVELS | changes


def parse(response):
    assert response.status_code == 200
    page = html.fromstring(response.content.decode())
    check_page(page)
    return page


def values(page, name):
    """What a control holds: the text, or the value chosen."""
    (control,) = page.xpath(f"//*[@name='{name}']")
    if control.tag == "select":
        return (control.xpath("./option[@selected]/@value") or [""])[0]
    return control.get("value", "") if control.tag == "input" else (control.text or "").strip()


def test_page_begins_with_one_empty_risk_and_the_reporters_words(client, officer, report):
    TriggerReport.objects.update(what_works="Volunteers.")
    page = parse(client.get(url(report)))
    assert values(page, "lines-0-description") == ""
    assert values(page, "what_works") == "Volunteers."
    assert "Increase in complaints about a specific issue" in page.text_content()
    assert not page.xpath("//input[@name='sources'][@checked]")
    assert not page.xpath("//button[@name='remove']")
    assert not page.xpath("//*[@name='reason']")


@pytest.mark.parametrize("press", ["add", "check"])
def test_button_keeps_everything_typed_and_judges_nothing(client, officer, report, press):
    sent = typed(line(likelihood=""), line("Fear"), sources=["new-data"], **{press: "1"})
    page = parse(client.post(url(report), sent))
    assert values(page, "lines-0-description") == "Drug dealing spreads"
    assert values(page, "lines-0-likelihood") == ""
    assert values(page, "lines-1-impact_people") == "3"
    assert values(page, "gaps") == "How many houses stand empty."
    assert page.xpath("//input[@name='sources'][@checked]/@value") == ["new-data"]
    assert page.xpath("//input[@name='confidence'][@checked]/@value") == ["medium"]
    assert values(page, "lines-TOTAL_FORMS") == ("3" if press == "add" else "2")
    assert not page.xpath("//*[contains(@class,'govuk-error-message')]")
    assert not Assessment.objects.exists()


def test_scores_stand_beside_the_risks(client, officer, report):
    sent = typed(line(), line("Fear", likelihood=""), check="1")
    page = parse(client.post(url(report), sent))
    legends = [" ".join(each.text_content().split()) for each in page.xpath("//legend")]
    assert "Now: 12, High" in legends
    assert "If nothing is done: 16, Severe" in legends
    assert "Now" in legends
    assert "1 risk at Almost certain, major: score 12, High." in page.text_content()


def test_removed_risk_is_gone_and_the_others_stay(client, officer, report):
    sent = typed(line("First"), line("Second"), line("Third"), remove="1")
    page = parse(client.post(url(report), sent))
    assert values(page, "lines-0-description") == "First"
    assert values(page, "lines-1-description") == "Third"
    assert values(page, "lines-TOTAL_FORMS") == "2"


@pytest.mark.parametrize("wrong", ["9", "-1", "x", "١"])
def test_removing_what_is_not_there_loses_nothing(client, officer, report, wrong):
    page = parse(client.post(url(report), typed(line("First"), line("Second"), remove=wrong)))
    assert values(page, "lines-TOTAL_FORMS") == "2"


@pytest.mark.parametrize("number", ["", "x", "100000", "-3"])
def test_number_of_risks_is_bounded_whatever_is_sent(client, officer, report, number):
    sent = typed(line(), add="1") | {"lines-TOTAL_FORMS": number}
    page = parse(client.post(url(report), sent))
    assert 1 <= int(values(page, "lines-TOTAL_FORMS")) <= MOST_LINES


def test_twelve_risks_are_enough(client, officer, report):
    page = parse(client.post(url(report), typed(*[line()] * MOST_LINES, add="1")))
    assert values(page, "lines-TOTAL_FORMS") == str(MOST_LINES)
    assert not page.xpath("//button[@name='add']")


def test_draft_is_kept_with_its_gaps_and_taken_up_again(client, officer, report):
    sent = typed(line(likelihood="", description=""), {}, draft="1", confidence="")
    response = client.post(url(report), sent)
    assert response.status_code == 302
    kept = Assessment.objects.get()
    assert kept.state == Assessment.State.DRAFT
    assert [(row.likelihood, row.impact_people) for row in kept.lines.all()] == [(None, 3)]
    page = parse(client.get(url(report)))
    assert values(page, "lines-0-impact_people") == "3"
    assert values(page, "gaps") == "How many houses stand empty."


def test_completed_on_the_page(client, officer, report):
    response = client.post(url(report), typed(line(), complete="1"), follow=True)
    assert "The assessment is complete." in response.content.decode()
    made = Assessment.objects.get()
    assert (made.score, made.band, made.assessor) == (12, "high", officer)


def test_every_gap_is_named_beside_its_field_and_everything_stays(client, officer, report):
    report.sources.all().delete()
    half = line(description="", likelihood="", no_action_impact_people="")
    page = parse(client.post(url(report), typed(half, complete="1", confidence="")))
    check_error_links(page)
    errors = [
        " ".join(each.text_content().split()).removeprefix("Error: ")
        for each in page.xpath("//p[contains(@class,'govuk-error-message')]")
    ]
    assert errors == [
        "Risk 1: say what could happen",
        "Risk 1: choose how likely it is",
        "Risk 1: choose the impact on people, if nothing is done",
        "Record at least one source: how is this known?",
        "Choose how sure you are.",
    ]
    assert values(page, "lines-0-impact_people") == "3"
    whole = parse(client.post(url(report), typed(line(), complete="1", confidence="")))
    check_error_links(whole)
    said = whole.text_content()
    assert "Record at least one source: how is this known?" in said
    assert "Choose how sure you are." in said


def test_assessment_without_a_risk_says_so(client, officer, report):
    """At once with everything else that is missing."""
    page = parse(client.post(url(report), typed({}, complete="1", confidence="")))
    check_error_links(page)
    said = list(error_links(page))
    assert (said[0], said[-1]) == ("Risk 1: say what could happen", "Choose how sure you are.")
    none = {"lines-TOTAL_FORMS": "0", "lines-INITIAL_FORMS": "0", "complete": "1"}
    page = parse(client.post(url(report), none | {"confidence": "high"}))
    assert "Add at least one risk." in page.text_content()


def test_level_off_the_matrix_is_refused_beside_its_field(client, officer, report):
    page = parse(client.post(url(report), typed(line(likelihood="9"), draft="1")))
    check_error_links(page)


def test_new_assessment_asks_why(client, officer, report):
    workflow.complete_assessment(report, by=officer, entry=make.assessment_entry())
    page = parse(client.post(url(report), typed(line(), complete="1")))
    assert "Say why a new assessment replaces the earlier one." in page.text_content()
    client.post(url(report), typed(line(likelihood="1"), complete="1", reason="It calmed down."))
    assert list(report.assessments.values_list("state", "score")) == [
        ("completed", 3),
        ("superseded", 12),
    ]


def test_enter_key_presses_a_button_that_loses_nothing(client, officer, report):
    page = parse(client.get(url(report)))
    first = page.xpath("//main//form//button")[0]
    assert (first.get("name"), first.get("tabindex")) == ("check", "-1")


def test_words_of_the_pack_are_offered(client, officer, report):
    page = parse(client.get(url(report)))
    (likelihood,) = page.xpath("//select[@name='lines-0-likelihood']")
    assert [option.text for option in likelihood] == [
        "Choose",
        "1 Hardly ever",
        "2 Possible",
        "3 Probable",
        "4 Almost certain",
    ]


def test_own_report_is_assessed_by_a_colleague(client, officer):
    own = make.trigger_report(submitted_by=officer)
    assert client.get(url(own)).status_code == 403


def seen(response):
    return values(parse(response), "seen")


def test_two_who_write_at_once_lose_nothing(client, officer, report):
    began = seen(client.get(url(report)))
    colleague = make.user(Role.NOMINATED_OFFICER, name="Colleague")
    entry = workflow.AssessmentEntry(lines=[workflow.RiskLineEntry(description="Their risk")])
    workflow.save_assessment(report, by=colleague, entry=entry)

    mine = typed(line("My risk"), draft="1", seen=began)
    answer = client.post(url(report), mine)
    page = parse(answer)
    text = page.text_content()
    assert "saved or completed somewhere else" in text
    assert "What Colleague saved" in text
    assert "Their risk" in text
    assert values(page, "lines-0-description") == "My risk"
    assert report.assessments.get().lines.get().description == "Their risk"

    again = client.post(url(report), mine | {"seen": seen(answer)})
    assert again.status_code == 302
    assert report.assessments.get().lines.get().description == "My risk"


def test_draft_that_somebody_completed_meanwhile_is_not_begun_anew(client, officer, report):
    entry = workflow.AssessmentEntry(lines=[], seen="an older edition")
    with pytest.raises(Refused, match="somewhere else while you were writing"):
        workflow.save_assessment(report, by=officer, entry=entry)
    assert not report.assessments.exists()


def test_assessment_of_a_report_that_a_colleague_has_ended_comes_back_to_be_copied(
    client, officer, report
):
    colleague = make.user(Role.NOMINATED_OFFICER)
    workflow.redirect(report, by=colleague, reason="housing-repair", feedback="Ring them.")
    response = client.post(url(report), typed(line("Damp spreads"), complete="1"))
    assert response.status_code == 403
    page = html.fromstring(response.content.decode())
    assert "Damp spreads" in [each.text.strip() for each in page.xpath("//textarea")]
    assert "cannot be assessed any more" in page.text_content()
