"""The base of every form, and what its layout is made of.

    class AssessForm(Form):
        reason = TextField(label="Why?", max_length=2000)
        routes = forms.MultipleChoiceField(label="Where to?", widget=forms.CheckboxSelectMultiple)
        layout = [Fieldset("Outcome", Field("routes", small=True), "reason")]      # optional
        buttons = [Button("Save"), Button("Save as draft", name="draft", style="secondary")]

In the page `{% crispy form %}` draws the form with its fields and buttons; base.html draws the
error summary and the "Error: " title by itself for every form in the page's context. A page that
needs its own `<form>` uses `{% form_fields form %}`, `{% formset_fields lines legend="Risk" %}` and
`{% form_buttons form %}`. The options of `Field("name", **options)` are those of carp.web.markup.
Which button was pressed: `form.pressed("draft")`. A step that the form asks for is taken, or is
refused beside the field at fault with all that was typed, by

    with form.showing_refusals():
        workflow.assess(report, by=request.user, reason=form.cleaned_data["reason"])
        return redirect(...)
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, ClassVar, Self

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, LayoutObject
from django import forms
from django.core.validators import EmailValidator
from django.forms.formsets import BaseFormSet
from django.template import Context
from django.template.loader import render_to_string
from django.utils.choices import CallableChoiceIterator
from django.utils.safestring import SafeString

from carp.accounts.verdicts import NotReady, Refused
from carp.web.fields import DateField
from carp.web.govuk import framed, govuk, trusted
from carp.web.markup import field_html, target_id
from carp.web.refusals import Refusals
from carp.web.widgets import Select

OWN_ARTICLE = (
    "the ",
    "your ",
    "their ",
    "its ",
    "a ",
    "an ",
    "any ",
    "how ",
    "what ",
    "when ",
    "why ",
)
# A summary of several errors says of each what it is about.
UNNAMED = {each.default_error_messages["required"] for each in (forms.Field, DateField)}
validate_address = EmailValidator(
    message="Enter an e-mail address in the correct format, like name@example.com"
)


class Field(LayoutObject):
    """One field with options for its look."""

    def __init__(self, name: str, **options: Any) -> None:
        self.fields = [name]
        self.options = options

    def render(self, form: Any, context: Context, template_pack: str = "", **_: Any) -> SafeString:
        options = {"optional": getattr(form, "mark_optional", True)} | self.options
        return field_html(form[self.fields[0]], **options)


class Fieldset(LayoutObject):
    """Questions that belong together, under a legend."""

    def __init__(self, legend: str, *fields: Any, hint: str = "", size: str = "m") -> None:
        self.fields = list(fields)
        self.legend, self.hint, self.size = legend, hint, size

    def render(self, form: Any, context: Context, template_pack: str = "", **_: Any) -> SafeString:
        legend = {"text": self.legend, "classes": f"govuk-fieldset__legend--{self.size}"}
        hint = govuk("hint", text=self.hint) if self.hint else ""
        inner = self.get_rendered_fields(form, context, template_pack)
        return framed("fieldset", f"{hint}{inner}", legend=legend)


class Details(LayoutObject):
    """Questions that few people need, behind a line to open; open when one is answered or wrong."""

    def __init__(self, summary: str, *fields: Any) -> None:
        self.fields = list(fields)
        self.summary = summary

    def render(self, form: Any, context: Context, template_pack: str = "", **_: Any) -> SafeString:
        inner = self.get_rendered_fields(form, context, template_pack)
        names = [name for item in self.fields for name in getattr(item, "fields", [item])]
        opened = any(form[name].value() or form[name].errors for name in names)
        return govuk("details", summary_text=self.summary, html=inner, open=opened)


class Include(LayoutObject):
    """A template of ours between the fields; it sees the page's context and `form`."""

    def __init__(self, template_name: str, **extra: Any) -> None:
        self.fields: list[Any] = []
        self.template_name, self.extra = template_name, extra

    def render(self, form: Any, context: Context, template_pack: str = "", **_: Any) -> SafeString:
        page = {str(name): value for name, value in context.flatten().items()}
        return render_to_string(self.template_name, page | self.extra | {"form": form})


class Paragraph(LayoutObject):
    """A sentence between the fields."""

    def __init__(self, text: str, css_class: str = "govuk-body") -> None:
        self.fields: list[Any] = []
        self.text, self.css_class = text, css_class

    def render(self, form: Any, context: Context, template_pack: str = "", **_: Any) -> SafeString:
        return render_to_string("carp_forms/paragraph.html", {"paragraph": self})


class Button(LayoutObject):
    """A submit button, plain, "secondary" or "warning"; a second press is ignored.

    ``leads_to`` is the id of what is shown first on the page that answers it, if not the top.
    """

    def __init__(
        self, text: str, *, name: str = "", value: str = "1", style: str = "", leads_to: str = ""
    ) -> None:
        self.fields: list[Any] = []
        self.text, self.name, self.value, self.style = text, name, value, style
        self.attributes = {"formaction": f"#{leads_to}"} if leads_to else {}

    def render(self, form: Any, context: Context, template_pack: str = "", **_: Any) -> SafeString:
        return govuk(
            "button",
            text=self.text,
            name=self.name or None,
            value=self.value if self.name else None,
            classes=f"govuk-button--{self.style}" if self.style else None,
            prevent_double_click=True,
            attributes=self.attributes,
        )


class OnEnter(LayoutObject):
    """What Enter presses in a form with a button among its fields: a form's first button.

    Nobody sees it or comes to it; the button itself stands at the end.
    """

    def __init__(self, button: Button) -> None:
        self.fields: list[Any] = []
        self.button = button

    def render(self, form: Any, context: Context, template_pack: str = "", **_: Any) -> SafeString:
        unseen = {"tabindex": "-1", "aria-hidden": "true"}
        return govuk(
            "button",
            text=self.button.text,
            name=self.button.name or None,
            value=self.button.value if self.button.name else None,
            classes="govuk-visually-hidden",
            attributes=unseen,
        )


class Helper(FormHelper):
    """crispy's helper, without the search of every address for the name "" at each drawing."""

    form_action = ""


class Form(forms.Form):
    """Shape and wording of what is asked; rules that must hold elsewhere are not here."""

    use_required_attribute = False
    mark_optional: ClassVar[bool] = True
    layout: ClassVar[Sequence[Any] | None] = None
    # Said by a form with a button among its fields: Enter presses the one at its end.
    enter_sends: ClassVar[bool] = False
    is_ready: ClassVar[bool]
    buttons: Sequence[Button] = (Button("Save"),)
    # The field beside which a refusal stands that names none.
    refused_at: ClassVar[str] = ""
    # A form may give its fields their choices, and change what it sends back.
    fields: dict[str, Any]
    data: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        if "is_ready" not in vars(type(self)):
            self._make_ready()
        super().__init__(*args, **kwargs)

    @classmethod
    def _make_ready(cls) -> None:
        """The fields in the portal's look and words, once for all forms of a kind: Django copies
        them for each."""
        for name, field in cls.base_fields.items():
            if type(field.widget) is forms.Select:
                field.widget = _fast(field.widget)
            if isinstance(field, forms.ChoiceField):
                _asked(field)
            _plain_words(field, str(field.label or name.replace("_", " ")))
        cls.is_ready = True

    @cached_property
    def helper(self) -> Helper:
        helper = Helper()
        first = [OnEnter(self.buttons[0])] if self.enter_sends else []
        helper.layout = Layout(*first, *self.layout_objects(), ButtonGroup(*self.buttons))
        helper.render_hidden_fields = True
        return helper

    def layout_objects(self) -> list[Any]:
        """What is drawn above the buttons, in order."""
        chosen = self.layout if self.layout is not None else [f.name for f in self.visible_fields()]
        return [Field(item) if isinstance(item, str) else item for item in chosen]

    def pressed(self, name: str) -> bool:
        """Was the form sent by the button of this name?"""
        return name in self.data

    def showing_refusals(self) -> Refusals:
        return Refusals(self.refuse)

    def refuse(self, refusal: Refused) -> None:
        """Say why a step was refused beside each answer that is at fault, or above all of them."""
        elsewhere = {self.refused_at: str(refusal)}
        faults = refusal.faults if isinstance(refusal, NotReady) else elsewhere
        for field, sentence in faults.items():
            self.add_error(field if field in self.fields else None, sentence)


class _Asked(CallableChoiceIterator):
    """Choices that are asked for each time they are drawn: no copy of them is another, and they
    are pairs already, which Django would look for in each of them each time."""

    def __iter__(self) -> Iterator[Any]:
        return iter(self.func())

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self


def _asked(field: forms.ChoiceField) -> None:
    given: Any = field.choices
    if isinstance(given, CallableChoiceIterator):
        field.choices = _Asked(given.func)


class ButtonGroup(LayoutObject):
    """The buttons side by side."""

    def __init__(self, *buttons: Button) -> None:
        self.fields = list(buttons)

    def render(self, form: Any, context: Context, template_pack: str = "", **_: Any) -> SafeString:
        inner = self.get_rendered_fields(form, context, template_pack)
        return trusted(f'<div class="govuk-button-group">{inner}</div>') if inner else inner


def _plain_words(field: forms.Field, label: str) -> None:
    """Messages that name what is missing, where the form does not bring its own."""
    if field.error_messages.get("required") in UNNAMED:
        field.error_messages["required"] = _required(field, label)
    if isinstance(field, forms.EmailField):
        field.validators = [validate_address]
    if isinstance(field, forms.ChoiceField):
        stock = forms.MultipleChoiceField.default_error_messages
        for code in ("invalid_choice", "invalid_list"):
            if field.error_messages.get(code, stock[code]) == stock[code]:
                field.error_messages[code] = "Choose one of the answers that are offered"


def _required(field: forms.Field, label: str) -> str:
    """`Enter the cost`, `Choose the ward`, `Choose an answer: How soon?`"""
    if isinstance(field, forms.BooleanField):
        return f"Tick the box: {label}"
    verb = "Choose" if isinstance(field, forms.ChoiceField) else "Enter"
    if label.endswith("?"):
        what = "a date" if isinstance(field, DateField) else "an answer"
        return f"{verb} {what}: {label}"
    noun = label if label[1:2].isupper() else label[:1].lower() + label[1:]
    article = "" if noun.startswith(OWN_ARTICLE) else "the "
    return f"{verb} {article}{noun}"


def _fast(stock: forms.Select) -> Select:
    fast = Select(attrs=stock.attrs)
    fast.choices = stock.choices
    fast.is_required = stock.is_required
    return fast


def error_items(form: Any) -> Iterator[dict[str, str]]:
    """The lines of the error summary for a form or a formset, each with its link."""
    if isinstance(form, BaseFormSet):
        yield from ({"text": str(error)} for error in form.non_form_errors())
        for member in form.forms:
            yield from error_items(member)
        return
    yield from ({"text": str(error)} for error in form.non_field_errors())
    for name in form.fields:
        bound = form[name]
        if bound.errors:
            target = target_id(bound)
            link = {"href": f"#{target}"} if target else {}
            yield {"text": " ".join(map(str, bound.errors))} | link
