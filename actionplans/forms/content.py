"""Outcomes, resources, equality record and framework links of a plan."""

from collections.abc import Sequence
from typing import Any

from django import forms

from actionplans.models import FrameworkLink
from actionplans.workflow import OutcomeDetails, ResourceDetails
from carp.council.pack import Pack
from carp.council.shapes import Framework
from carp.web.editing import EditingForm
from carp.web.fields import CharField, TextField
from carp.web.forms import Button, Field, Fieldset

NONE_BECAUSE = "Needed before the plan is submitted, if only “none, because”."


class OutcomeForm(EditingForm):
    """One outcome with what shows it (policy 7.6.6)."""

    outcome = TextField(
        label="What is to be achieved?",
        max_length=300,
        rows=3,
        error_messages={"required": "Say what is to be achieved"},
    )
    measure = TextField(
        label="What is measured?",
        max_length=300,
        rows=3,
        help_text="What is counted, or what people are asked.",
        error_messages={"required": "Say what is measured"},
    )
    baseline = CharField(
        label="Baseline",
        max_length=200,
        required=False,
        help_text=f"How it is now, on which day, by which method. {NONE_BECAUSE}",
    )
    target = CharField(
        label="Target",
        max_length=200,
        required=False,
        help_text=f"How it is to be, and by when. {NONE_BECAUSE}",
    )
    monitored = TextField(
        label="How is it monitored?",
        max_length=300,
        rows=3,
        help_text="Who looks, how often, and at what.",
        error_messages={"required": "Say how it is monitored"},
    )
    mark_optional = False
    buttons = (Button("Save outcome"),)

    @property
    def details(self) -> OutcomeDetails:
        return OutcomeDetails(**self.given)


class ResourceForm(EditingForm):
    """One resource: there, wanted, or from a partner (policy 7.6.3)."""

    resource = TextField(
        label="What is it?",
        max_length=300,
        rows=3,
        error_messages={"required": "Say what the resource is"},
    )
    kind = forms.ChoiceField(
        label="Kind of resource",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the kind of resource"},
    )
    amount = CharField(
        label="How much?",
        max_length=120,
        required=False,
        help_text="In words or figures. For example, one day a week, or £2,000 a year.",
    )
    standing = forms.ChoiceField(
        label="Is it there?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether the resource is there"},
    )
    organisation = CharField(
        label="Organisation that gives it",
        max_length=160,
        error_messages={"required": "Enter the organisation that gives it"},
    )
    buttons = (Button("Save resource"),)

    def __init__(self, *args: Any, pack: Pack, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pack = pack
        self.fields["kind"].choices = pack.choices("resource_kinds")
        self.fields["standing"].choices = pack.choices("resource_standings")

    def layout_objects(self) -> list[Any]:
        return [
            Field("resource"),
            Field("kind", hints=_hints(self.pack.resource_kinds)),
            Field("amount"),
            Field("standing", hints=_hints(self.pack.resource_standings)),
            Field("organisation"),
        ]

    @property
    def details(self) -> ResourceDetails:
        return ResourceDetails(**self.given)


class EqualityForm(EditingForm):
    """Every characteristic on one sheet. None must be answered to save (Equality Act 2010)."""

    mark_optional = False
    buttons = (Button("Save equality record"),)

    def __init__(self, *args: Any, pack: Pack, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pack = pack
        for term in pack.characteristics:
            self.fields[f"effect_{term.code}"] = forms.ChoiceField(
                label="Effect of the plan",
                choices=pack.choices("equality_effects"),
                widget=forms.RadioSelect,
                required=False,
                error_messages={"invalid_choice": "Choose one of the answers that are offered"},
            )
            self.fields[f"evidence_{term.code}"] = TextField(
                label="Who is affected, and how do we know?", max_length=500, rows=2, required=False
            )
            self.fields[f"mitigation_{term.code}"] = TextField(
                label="What is done about a negative effect?",
                max_length=500,
                rows=2,
                required=False,
            )

    def layout_objects(self) -> list[Any]:
        return [
            Fieldset(
                term.label,
                Field(f"effect_{term.code}", small=True, inline=True),
                Field(f"evidence_{term.code}"),
                Field(f"mitigation_{term.code}"),
                hint=term.hint,
            )
            for term in self.pack.characteristics
        ]

    @property
    def answers(self) -> dict[str, dict[str, str]]:
        return {
            term.code: {
                field: self.cleaned_data[f"{field}_{term.code}"]
                for field in ("effect", "evidence", "mitigation")
            }
            for term in self.pack.characteristics
        }


class FrameworkForm(EditingForm):
    """Which points of the council's frameworks the plan serves (policy 3.3)."""

    links = forms.MultipleChoiceField(
        label="Which aims does the plan serve?",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="At least one is needed before the plan is submitted.",
    )
    mark_optional = False
    refused_at = "links"
    buttons = (Button("Save aims"),)

    def __init__(
        self,
        *args: Any,
        frameworks: Sequence[Framework],
        links: Sequence[FrameworkLink],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = {
            f"{framework.code}/{item.code}": (item.label, f"{theme.label}, {framework.name}")
            for framework in frameworks
            for theme in framework.themes
            for item in theme.items
        }
        for link in links:  # what is no longer offered can only be taken out
            words = f"{link.theme_label}, {link.framework_name}, no longer in force"
            offered.setdefault(f"{link.framework}/{link.item}", (link.item_label, words))
        self.fields["links"].choices = [(key, label) for key, (label, _hint) in offered.items()]
        self.hints = {key: hint for key, (_label, hint) in offered.items()}

    def layout_objects(self) -> list[Any]:
        return [Field("links", hints=self.hints)]

    @property
    def points(self) -> list[tuple[str, str]]:
        return [tuple(each.split("/", 1)) for each in self.cleaned_data["links"]]


def _hints(terms: Any) -> dict[str, str]:
    return {term.code: term.hint for term in terms if term.hint}
