"""A plan as a whole, and its stages."""

from collections.abc import Mapping
from typing import Any

from django import forms

from actionplans.models import Plan
from actionplans.workflow.plans import PlanDetails
from actionplans.workflow.stages import LONGEST_ANSWER
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.council import packs
from carp.council.shapes import Stage as StageShape
from carp.governance.models import DelegatedTask
from carp.web.editing import EditingForm
from carp.web.fields import CharField, TextField
from carp.web.forms import Button, Field, Form
from triggers.selectors import holders


def officers() -> dict[int, User]:
    """Everybody who could lead a plan, by name."""
    return {person.pk: person for person in holders(Capability.PLAN_EDIT_OWN)}


def described(person: User) -> str:
    return f"{person.name}, {person.post}" if person.post else person.name


class PersonField(forms.ChoiceField):
    """One of a few people, who are read once for the form; cleans to the person or None."""

    def __init__(self, *, empty: str = "Choose a person", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.empty = empty
        self.people: dict[int, User] = {}

    def offer(self, people: dict[int, User]) -> None:
        self.people = people
        self.choices = [("", self.empty), *((pk, described(who)) for pk, who in people.items())]

    def clean(self, value: Any) -> User | None:
        chosen = super().clean(value)
        return self.people[int(chosen)] if chosen else None


class PlanForm(Form):
    """Start a plan."""

    title = CharField(
        label="Title of the plan", max_length=160, error_messages={"required": "Enter a title"}
    )
    plan_type = forms.ChoiceField(
        label="Type of plan",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the type of plan"},
    )
    lead = PersonField(
        label="Lead officer",
        help_text="The lead answers for the plan, and so cannot approve it.",
        error_messages={"required": "Choose who leads the plan"},
    )
    buttons = (Button("Start the plan"),)

    def __init__(
        self,
        *args: Any,
        person: User,
        umbrella: Plan | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        above = None if umbrella is None else umbrella.plan_type
        types = [each for each in packs.current().plan_types if each.under == above]
        self.hints = {plan_type.code: plan_type.summary for plan_type in types}
        self.fields["plan_type"].choices = [(each.code, each.name) for each in types]
        self.fields["plan_type"].initial = types[0].code if types else None
        lead = self.fields["lead"]
        lead.offer(officers())
        lead.initial = person.pk if person.pk in lead.people else None

    def layout_objects(self) -> list[Any]:
        plan_type = Field(
            "plan_type", hints={key: text for key, text in self.hints.items() if text}
        )
        return [Field("title"), plan_type, Field("lead")]

    def details(self, task: DelegatedTask | None, umbrella: Plan | None, theme: str) -> PlanDetails:
        cleaned = self.cleaned_data
        named = (cleaned["title"], cleaned["plan_type"], cleaned["lead"])
        return PlanDetails(*named, task=task, umbrella=umbrella, theme=theme)


class PlanChangeForm(EditingForm):
    """The title and the lead of a plan."""

    title = CharField(
        label="Title of the plan", max_length=160, error_messages={"required": "Enter a title"}
    )
    lead = PersonField(
        label="Lead officer", error_messages={"required": "Choose who leads the plan"}
    )

    def __init__(self, *args: Any, lead: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].offer({lead.pk: lead} | officers())


MOVED = (
    "The plan was moved to a newer template while you were writing. What you wrote to a question "
    "that is no longer asked is shown on this page: copy what you need, then save again."
)


class StageForm(Form):
    """The questions of one stage, as the council pack asks them. None must be answered to save."""

    opened_edition = forms.IntegerField(widget=forms.HiddenInput)
    mark_optional = False
    buttons = (
        Button("Save and go on", name="stay"),
        Button("Save and go back to the plan", style="secondary"),
        Button("Save and mark as complete", name="complete", style="secondary"),
    )

    def __init__(
        self, *args: Any, shape: StageShape, former: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.shape = shape
        # Texts for questions that have gone since the page was opened, with what was asked.
        self.strays = [
            (label, self.data[code])
            for code, label in former.items()
            if self.data.get(code, "").strip()
        ]
        for question in shape.questions:
            hint = question.hint
            if question.required:
                hint = f"{hint} Needed before the plan is submitted.".strip()
            self.fields[question.code] = TextField(
                label=question.label,
                help_text=hint,
                required=False,
                max_length=LONGEST_ANSWER,
                rows=6,
            )

    def clean(self) -> dict[str, Any]:
        if self.strays:
            self.add_error(None, MOVED)
        return self.cleaned_data

    @property
    def answers(self) -> dict[str, str]:
        """Of the questions that the page asked: it may be older than the template."""
        codes = (question.code for question in self.shape.questions)
        return {code: self.cleaned_data[code] for code in codes if code in self.data}


class ReasonForm(Form):
    """A step that asks only why."""

    reason = CharField(label="Why?", max_length=300, error_messages={"required": "Say why"})

    def __init__(self, *args: Any, label: str, button: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label
        self.buttons = (Button(button),)
