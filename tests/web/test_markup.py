"""The crispy pack: every kind of field as its GOV.UK component."""

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.template import engines

from carp.web.forms import Button, Field, Form, Include, Paragraph, error_items
from carp.web.markup import field_html
from carp.web.widgets import Select
from tests.web import html
from tests.web.samples import CLEANED_DATE, GOOD, Arranged, EveryKind, RiskLines

pytestmark = pytest.mark.urls("tests.web.urls")
NASTY = "<script>alert(1)</script>"
PHOTO = SimpleUploadedFile("a.png", b"x")


def data(**changes):
    made = QueryDict(mutable=True)
    for name, value in {**GOOD, **changes}.items():
        if value is None:
            continue
        made.setlist(name, value if isinstance(value, list) else [value])
    return made


def draw(form, template="{% crispy form %}"):
    return engines["django"].from_string(template).render({"form": form})


def drawn(form, template="{% crispy form %}"):
    return html.parse(f"<div>{draw(form, template)}</div>")


def control(form, name):
    page = drawn(form)
    return page.xpath(f"//*[@id='id_{name}']")[0]


def test_form_of_every_kind_is_valid_and_clean():
    form = EveryKind(data(), {"photo": PHOTO})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["seen_on"] == CLEANED_DATE
    assert form.cleaned_data["cost"] == 123_450
    assert form.cleaned_data["routes"] == ["board", "team"]


@pytest.mark.parametrize("kind", [EveryKind, Arranged])
@pytest.mark.parametrize("bound", [None, {}, data()])
def test_every_control_has_one_label_and_ids_are_unique(kind, bound):
    html.check_controls(drawn(kind(bound)))


def test_every_error_leads_to_a_control():
    form = EveryKind({})
    page = drawn(form, "{% error_summary %}{% crispy form %}")
    html.check_error_links(page)
    visible = {name for name in form.errors if name != "token"}
    targets = {href.removeprefix("#id_") for href in html.error_links(page).values()}
    assert targets == visible
    shown = page.xpath("//*[contains(@class,'govuk-error-message')]")
    assert len(shown) == len(visible)


def test_error_summary_has_the_markup_of_version_six():
    page = drawn(EveryKind({}), "{% error_summary %}")
    (box,) = page.xpath("//div[@data-module='govuk-error-summary']")
    assert box.get("role") is None
    assert box.xpath("./div[@role='alert']/h2")[0].text_content().strip() == "There is a problem"


def test_errors_say_what_is_missing():
    assert [item["text"] for item in error_items(EveryKind({}))] == [
        "Enter the name of the place",
        "Enter an answer: What is happening?",
        "Choose the ward",
        "Choose an answer: How soon?",
        "Choose an answer: Where should it go?",
        "Tick the box: I have read the guidance",
        "Enter a date: When was it seen?",
        "Enter the cost",
        "Enter an answer: How many people?",
        "Enter the e-mail address",
        "Enter the password",
        "Enter the token",
    ]


def test_error_of_a_hidden_field_has_no_link():
    assert next(error_items(EveryKind(data(token=None)))) == {"text": "Enter the token"}


def test_form_keeps_what_was_typed():
    form = EveryKind(data(name="", seen_on_month="Juno", cost="lots", email="nope"))
    page = drawn(form)

    def value(name):
        return page.xpath(f"//*[@name='{name}']/@value")

    assert value("seen_on_day") == ["3"]
    assert value("seen_on_month") == ["Juno"]
    assert value("cost") == ["lots"]
    assert value("email") == ["nope"]
    assert page.xpath("//textarea[@name='story']")[0].text == GOOD["story"]
    assert page.xpath("//select/option[@selected]/@value") == ["w3"]
    assert page.xpath("//input[@name='urgency'][@checked]/@value") == ["now"]
    assert page.xpath("//input[@name='routes'][@checked]/@value") == ["board", "team"]
    assert page.xpath("//input[@name='agreed']/@checked")


def test_password_and_file_are_not_sent_back():
    page = drawn(EveryKind(data(), {"photo": PHOTO}))
    assert not page.xpath("//input[@name='secret']/@value")
    assert not page.xpath("//input[@name='photo']/@value")


def test_empty_values_print_nothing():
    text = draw(EveryKind({"name": None, "notes": None}, initial={"story": None}))
    assert "None" not in text
    assert control(EveryKind({}), "notes").text is None


def test_text_box_keeps_a_line_end_at_its_start():
    page = drawn(EveryKind(data(notes="\nsecond")))
    assert page.xpath("//textarea[@name='notes']")[0].text == "\n\nsecond"


def test_hint_and_error_describe_their_control():
    described = control(EveryKind({}), "story").get("aria-describedby").split()
    assert described == ["id_story-info", "id_story-hint", "id_story-error"]
    group = drawn(EveryKind({})).xpath("//fieldset[.//input[@name='seen_on_day']]")[0]
    assert group.get("aria-describedby") == "id_seen_on-date-hint id_seen_on-date-error"


def test_only_the_missing_boxes_of_a_date_are_marked():
    page = drawn(EveryKind(data(seen_on_month="", seen_on_year="")))
    wrong = page.xpath(
        "//input[starts-with(@name,'seen_on')][contains(@class,'govuk-input--error')]/@name"
    )
    assert wrong == ["seen_on_month", "seen_on_year"]


def test_date_shows_its_initial_value():
    page = drawn(EveryKind(initial={"seen_on": CLEANED_DATE}))
    assert page.xpath("//input[starts-with(@name,'seen_on')]/@value") == ["3", "6", "2024"]


def test_money_shows_its_initial_value_as_pounds():
    assert control(EveryKind(initial={"cost": 123_450}), "cost").get("value") == "1,234.50"


def test_optional_questions_say_so():
    page = drawn(EveryKind())
    notes = page.xpath("//textarea[@name='notes']")[0]
    assert html.label_of(page, notes) == "Notes (optional)"


def test_whole_number_has_no_spinner():
    people = control(EveryKind(), "people")
    assert (people.get("type"), people.get("inputmode")) == ("text", "numeric")


def test_form_element_is_ready_to_send():
    (form,) = drawn(EveryKind()).xpath("//form")
    assert form.get("novalidate") is not None
    assert form.get("enctype") == "multipart/form-data"
    assert form.get("method") == "post"
    assert form.xpath(".//input[@name='token'][@type='hidden']")


def test_buttons_tell_which_was_pressed():
    page = drawn(EveryKind())
    names = [button.get("name") for button in page.xpath("//button[@type='submit']")]
    assert names == [None, "draft"]
    assert EveryKind({"draft": "1"}).pressed("draft")
    assert not EveryKind({}).pressed("draft")


def test_layout_puts_fields_under_legends():
    page = drawn(Arranged())
    legends = [" ".join(legend.text_content().split()) for legend in page.xpath("//legend")]
    assert legends == ["Where", "What", "Where should it go?", "How soon?"]
    assert page.xpath("//div[contains(@class,'govuk-radios--inline')]")
    assert "Meets monthly" in page.text_content()
    assert not page.xpath("//*[@name='people']")


def test_layout_may_hold_paragraphs_and_templates():
    class Wordy(Form):
        name = forms.CharField(label="Name")
        layout = [Paragraph(NASTY), Include("components/tag.html", text=NASTY), "name"]

    text = draw(Wordy())
    assert NASTY not in text
    assert text.count("&lt;script&gt;") == 2


def test_words_of_people_never_become_markup():
    class Nasty(Form):
        one = forms.CharField(label=NASTY, help_text=NASTY)
        two = forms.ChoiceField(label="Two", choices=[(NASTY, NASTY)])
        three = forms.ChoiceField(label="3", choices=[(NASTY, NASTY)], widget=forms.RadioSelect)
        four = forms.CharField(label="Four", widget=forms.Textarea(attrs={"title": NASTY}))
        five = forms.BooleanField(label=NASTY, help_text=NASTY)
        layout = ["one", "two", Field("three", hints={NASTY: NASTY}), "four", "five"]
        buttons = [Button(NASTY, name="b")]

        def clean_one(self):
            raise forms.ValidationError(NASTY)

    form = Nasty({"one": NASTY, "two": NASTY, "three": NASTY, "four": f"</textarea>{NASTY}"})
    text = draw(form, "{% error_summary %}{% crispy form %}")
    assert "<script" not in text
    page = html.parse(f"<div>{text}</div>")
    assert page.xpath("//textarea")[0].text == f"</textarea>{NASTY}"
    assert page.xpath("//option[@selected]/@value") == [NASTY]


def test_formset_members_stand_apart():
    page = drawn(RiskLines(), "{% error_summary %}{% formset_fields form legend='Risk' %}")
    html.check_controls(page)
    legends = [" ".join(legend.text_content().split()) for legend in page.xpath("//legend")]
    assert legends == ["Risk 1", "Risk 2"]
    assert page.xpath("//input[@name='form-TOTAL_FORMS']")


def test_errors_of_a_formset_lead_to_their_member():
    sent = {
        "lines-TOTAL_FORMS": "2",
        "lines-INITIAL_FORMS": "2",
        "lines-0-what": "Fire",
        "lines-0-score": "1",
        "lines-1-score": "9",
    }
    lines = RiskLines(sent, prefix="lines")
    page = drawn(lines, "{% error_summary %}{% crispy form %}")
    html.check_error_links(page)
    assert list(html.error_links(page).values()) == ["#id_lines-1-what", "#id_lines-1-score"]


def test_fast_select_offers_what_the_stock_one_offers():
    choices = [("", "Choose"), ("a", "A & B"), ("Group", [("c", "C"), (4, "D")])]

    def options(widget):
        page = html.parse(widget(choices=choices, attrs={"id": "x"}).render("name", 4))
        return [
            (option.get("value"), option.text, option.get("selected") is not None)
            for option in page.xpath("//option")
        ], page.xpath("//select/@name") + page.xpath("//select/@id")

    assert options(Select) == options(forms.Select)


def test_forms_of_ours_use_the_fast_select():
    assert type(EveryKind().fields["ward"].widget) is Select


def test_field_markup_of_a_library_form_has_no_required_attribute():
    class Foreign(forms.Form):
        name = forms.CharField(max_length=10)

    assert " required" not in field_html(Foreign()["name"])
    assert "maxlength" not in field_html(Foreign()["name"])
