"""Measures and their figures, returns, reviews and evaluations."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from actionplans.models import AllocationOutcome, Measure, Outcome, Plan, Review
from actionplans.selectors.spending import Spending
from actionplans.stages.rating import plain
from actionplans.workflow import (
    DraftDetails,
    EvaluationDetails,
    Figure,
    MeasureDetails,
    ReturnDetails,
    ReviewDetails,
)
from carp.money import pounds
from carp.web.editing import EditConflict, EditingForm, fingerprint
from carp.web.fields import CharField, DateField, FigureField, TextField
from carp.web.forms import Button, Field, Fieldset, Form

LONGEST = 10_000
MOST_TYPED = 40
TEXTS = ("progress", "difficulties", "next_steps")


class MeasureForm(EditingForm):
    """Something that is counted again and again (policy 7.6.6)."""

    name = CharField(
        label="What is counted?",
        max_length=200,
        error_messages={"required": "Say what is counted"},
    )
    outcome = forms.ModelChoiceField(
        label="Which outcome of the plan does it show?",
        queryset=Outcome.objects.none(),
        required=False,
        empty_label="None of them",
        error_messages={"invalid_choice": "This outcome is not in the plan any more"},
    )
    source = CharField(label="Where does the figure come from?", max_length=300, required=False)
    unit = CharField(
        label="Unit", max_length=40, required=False, help_text="For example, % or reports a month."
    )
    polarity = forms.ChoiceField(
        label="Which way is better?",
        choices=Measure.Polarity.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose which way is better"},
    )
    baseline = FigureField(label="Starting figure", required=False)
    baseline_on = DateField(
        label="Day of the starting figure", required=False, help_text="For example, 27 3 2026."
    )
    target = FigureField(
        label="Target", required=False, help_text="A measure may get its target later."
    )
    tolerance = FigureField(
        label="Tolerance",
        required=False,
        min_value=Decimal(0),
        help_text="How far short of the target is still accepted, in the same unit.",
        error_messages={"min_value": "Enter 0 or more"},
    )
    buttons = (Button("Save measure"),)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].queryset = plan.outcomes.order_by("pk")

    def meet(self, conflict: EditConflict) -> None:
        """Both figures, however they were written."""
        theirs = {name: self._as_typed(name, value) for name, value in conflict.values.items()}
        super().meet(EditConflict(theirs))
        self.data["opened"] = fingerprint(conflict.values)

    def _as_typed(self, name: str, value: Any) -> Any:
        field = self.fields[name]
        return field.to_python(value) if value and isinstance(field, FigureField) else value

    @property
    def details(self) -> MeasureDetails:
        return MeasureDetails(**self.given | {"tolerance": self.given["tolerance"] or Decimal(0)})


class FigureForm(Form):
    """What was counted on a day."""

    actual = FigureField(label="Figure", error_messages={"required": "Enter the figure"})
    dated = DateField(
        label="On which day?",
        help_text="The day that the figure speaks of, for example the last of a quarter.",
    )
    note = CharField(
        label="What explains it?",
        max_length=500,
        required=False,
        help_text="Needed when it corrects a figure of the same day.",
    )
    buttons = (Button("Save figure"),)

    @property
    def figure(self) -> Figure:
        return Figure(**self.cleaned_data)


class ReturnForm(EditingForm):
    """What happened in a period, with the figures of its last day; or as much of it as is known.

    A draft asks nothing: what was typed is kept as it was typed.
    """

    progress = TextField(
        label="What has been done?",
        max_length=LONGEST,
        error_messages={"required": "Say what has been done"},
    )
    difficulties = TextField(label="What was difficult?", max_length=LONGEST, required=False)
    next_steps = TextField(
        label="What happens in the next period?", max_length=LONGEST, required=False
    )
    buttons = (
        Button("Send the return"),
        Button("Save as a draft", name="draft", style="secondary"),
    )

    def __init__(
        self,
        *args: Any,
        figures: Sequence[tuple[Measure, Decimal | None]],
        values: dict[str, Any],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, values=values, **kwargs)
        self.measures = [measure for measure, _known in figures]
        self.fields["progress"].required = not self.is_draft
        for measure, known in figures:
            on_record = "" if known is None else plain(known)
            typed = values["figures"].get(str(measure.number), on_record)
            self.fields[f"figure_{measure.number}"] = self._figure(measure, typed)

    @property
    def is_draft(self) -> bool:
        return self.pressed("draft")

    def _figure(self, measure: Measure, typed: str) -> forms.Field:
        unit = f", {measure.unit}" if measure.unit else ""
        shows = f"Shows: {measure.outcome}. " if measure.outcome else ""
        aim = f"Target: {plain(measure.target)}." if measure.target is not None else ""
        words = {
            "label": f"{measure.name}{unit}",
            "help_text": f"{shows}{aim}".strip(),
            "initial": typed,
        }
        if self.is_draft:
            return CharField(required=False, max_length=MOST_TYPED, **words)
        return FigureField(required=False, **words)

    def layout_objects(self) -> list[Any]:
        texts = [Field(name) for name in TEXTS]
        figures = [Field(f"figure_{measure.number}") for measure in self.measures]
        if not figures:
            return texts
        hint = "Of the last day of the period. Leave out what is not known."
        return [*texts, Fieldset("Figures", *figures, hint=hint)]

    def meet(self, conflict: EditConflict) -> None:
        """Both texts: theirs as the error beside the field, as they typed it."""
        self.data = self.data.copy()
        self.data["opened"] = fingerprint(conflict.values)
        figures = conflict.values["figures"].items()
        theirs = {name: conflict.values[name] for name in TEXTS}
        for name, text in (theirs | {f"figure_{key}": text for key, text in figures}).items():
            mine = self.data.get(name, "").replace("\r\n", "\n").strip()
            if name in self.fields and mine != text:
                said = f"wrote “{text}”" if text else "left this empty"
                self.add_error(
                    name,
                    f"Somebody else {said} while you were writing. Save again to replace it.",
                )
        if not self.errors:
            self.add_error(None, "Somebody else wrote the same meanwhile. Send it again.")

    @property
    def details(self) -> ReturnDetails:
        given = self.cleaned_data
        figures = {one.number: given[f"figure_{one.number}"] for one in self.measures}
        return ReturnDetails(
            given["progress"],
            given["difficulties"],
            given["next_steps"],
            {number: actual for number, actual in figures.items() if actual is not None},
        )

    @property
    def draft(self) -> DraftDetails:
        given = self.cleaned_data
        figures = {str(one.number): given[f"figure_{one.number}"] for one in self.measures}
        return DraftDetails(**{name: given[name] for name in TEXTS}, figures=figures)


class ReturnAnswerForm(Form):
    """Accept a return, or ask back."""

    step = forms.ChoiceField(
        label="What do you say to it?",
        choices=[("accept", "Accept it"), ("query", "Ask something back")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you say to it"},
    )
    answer = TextField(
        label="What do you ask?",
        max_length=LONGEST,
        required=False,
        help_text="Needed when you ask back; otherwise a remark if you have one.",
    )
    mark_optional = False
    buttons = (Button("Save the answer"),)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("step") == "query" and not cleaned.get("answer"):
            self.add_error("answer", "Say what you ask")
        return cleaned


class ReviewForm(Form):
    """A look at the plan as a whole, and what follows."""

    held_on = DateField(label="When was it reviewed?", help_text="For example, 27 3 2026.")
    outcome = forms.ChoiceField(
        label="What follows?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what follows from the review"},
    )
    reasons = TextField(
        label="Why?", max_length=LONGEST, error_messages={"required": "Give the reasons"}
    )
    next_on = DateField(
        label="When is it reviewed again?",
        required=False,
        help_text="Needed unless the plan is closed.",
    )
    no_evaluation = TextField(
        label="Why is it closed without an evaluation?",
        required=False,
        max_length=LONGEST,
        help_text="Only if it is closed and no evaluation has been agreed.",
    )
    mark_optional = False
    buttons = (Button("Record the review"),)
    hints = {
        Review.Outcome.AMEND: "Change the plan and submit it again.",
        Review.Outcome.STEP_DOWN: "The community stays on the register without a response.",
        Review.Outcome.CLOSE: "No money follows it any more, and no returns are owed.",
    }

    def __init__(self, *args: Any, outcomes: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = dict(Review.Outcome.choices)
        self.fields["outcome"].choices = [(code, words[code]) for code in outcomes]
        if Review.Outcome.CLOSE not in outcomes:
            del self.fields["no_evaluation"]

    def layout_objects(self) -> list[Any]:
        offered = {code for code, _words in self.fields["outcome"].choices}
        hints = {str(code): hint for code, hint in self.hints.items() if code in offered}
        return [
            Field(name, hints=hints) if name == "outcome" else Field(name) for name in self.fields
        ]

    @property
    def details(self) -> ReviewDetails:
        return ReviewDetails(**self.cleaned_data)


class EvaluationForm(EditingForm):
    """What came of the plan, and of each allocation (policy 7.6.7, 11.5)."""

    findings = TextField(
        label="What has come of the plan?",
        max_length=LONGEST,
        rows=8,
        error_messages={"required": "Say what has come of the plan"},
    )
    learning = TextField(
        label="What have we learned?",
        max_length=LONGEST,
        error_messages={"required": "Say what has been learned"},
    )
    mark_optional = False
    buttons = (Button("Save the draft"),)

    def __init__(
        self, *args: Any, spent: Sequence[Spending], values: dict[str, Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, values=values, **kwargs)
        self.spent = spent
        for at, each in enumerate(spent):
            given = values["results"].get(each.reference, {})
            self.fields[f"achieved_{at}"] = forms.ChoiceField(
                label="Was it achieved?",
                choices=AllocationOutcome.Achieved.choices,
                widget=forms.RadioSelect,
                required=False,
                initial=given.get("achieved"),
            )
            self.fields[f"result_{at}"] = TextField(
                label="What did it achieve?",
                required=False,
                max_length=LONGEST,
                rows=3,
                initial=given.get("result"),
            )

    def layout_objects(self) -> list[Any]:
        return [Field("findings"), Field("learning"), *map(self._asked, range(len(self.spent)))]

    def _asked(self, at: int) -> Fieldset:
        each = self.spent[at]
        hint = (
            f"{pounds(each.paid_pence)} of {pounds(each.amount_pence)} paid, for: {each.intended}"
        )
        title = f"{each.reference}: {each.need}"
        return Fieldset(title, Field(f"achieved_{at}"), Field(f"result_{at}"), hint=hint)

    def meet(self, conflict: EditConflict) -> None:
        """Both texts, allocation by allocation."""
        theirs = {name: conflict.values[name] for name in ("findings", "learning")}
        for at, each in enumerate(self.spent):
            given = conflict.values["results"].get(each.reference, {})
            theirs[f"achieved_{at}"] = given.get("achieved", "")
            theirs[f"result_{at}"] = given.get("result", "")
        super().meet(EditConflict(theirs))
        self.data["opened"] = fingerprint(conflict.values)

    @property
    def details(self) -> EvaluationDetails:
        given = self.cleaned_data
        results = {
            each.reference: {"achieved": given[f"achieved_{at}"], "result": given[f"result_{at}"]}
            for at, each in enumerate(self.spent)
            if given[f"achieved_{at}"] or given[f"result_{at}"]
        }
        return EvaluationDetails(given["findings"], given["learning"], results)
