"""An assessment: its risks, each on the matrix now and if nothing is done (policy 7.6.2, 9)."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.http import QueryDict

from carp.council import packs
from carp.council.matrix import Rating, RiskMatrix
from carp.web.fields import TextField
from carp.web.forms import Details, Field, Form
from triggers.forms.sources import GroupedSources
from triggers.forms.typed import typed
from triggers.models import Assessment, TriggerReport
from triggers.risk import Levels, rated
from triggers.workflow import (
    OVERTAKEN,
    AssessmentEntry,
    RiskLineEntry,
    completion_faults,
    edition,
)

MOST_LINES = 12
NOW = ("likelihood", "impact_people", "impact_community")
NO_ACTION = tuple(f"no_action_{name}" for name in NOW)
GAPS = {
    "description": "say what could happen",
    "likelihood": "choose how likely it is",
    "impact_people": "choose the impact on people",
    "impact_community": "choose the impact on the community",
}
CONFIDENCE = [
    ("high", "High: well evidenced"),
    ("medium", "Medium: some gaps"),
    ("low", "Low: much is not known"),
]


def _level(label: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, coerce=int, empty_value=None, required=False)


class RiskLineForm(Form):
    """One risk; half of one may be kept in a draft."""

    mark_optional = False
    description = TextField(label="What could happen?", max_length=300, rows=2, required=False)
    likelihood = _level("Likelihood")
    impact_people = _level("Impact on people")
    impact_community = _level("Impact on the community")
    no_action_likelihood = _level("Likelihood")
    no_action_impact_people = _level("Impact on people")
    no_action_impact_community = _level("Impact on the community")

    def __init__(self, *args: Any, matrix: RiskMatrix, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.matrix = matrix
        for name in (*NOW, *NO_ACTION):
            likely = name.endswith("likelihood")
            words = matrix.likelihood_choices() if likely else matrix.impact_choices()
            self.fields[name].choices = [("", "Choose"), *words]

    @property
    def now(self) -> list[forms.BoundField]:
        return [self[name] for name in NOW]

    @property
    def no_action(self) -> list[forms.BoundField]:
        return [self[name] for name in NO_ACTION]

    @property
    def is_blank(self) -> bool:
        return not any(self[name].value() for name in self.fields)

    def levels(self, names: tuple[str, ...]) -> Levels:
        """What is chosen, judged or not; None for what is not chosen."""
        likelihood, people, community = (self._chosen(name) for name in names)
        return likelihood, people, community

    def _chosen(self, name: str) -> int | None:
        text = str(self[name].value() or "")
        known = {str(value) for value, _word in self.fields[name].choices}
        return int(text) if text and text in known else None

    @property
    def rating(self) -> Rating | None:
        return rated(self.matrix, self.levels(NOW))

    @property
    def no_action_rating(self) -> Rating | None:
        return rated(self.matrix, self.levels(NO_ACTION))

    def require_whole(self) -> None:
        """An error beside each gap, for an assessment that is to be completed."""
        for name in self.fields:
            if self.cleaned_data.get(name) in (None, "") and name not in self.errors:
                later = ", if nothing is done" if name in NO_ACTION else ""
                sentence = GAPS[name.removeprefix("no_action_")]
                self.add_error(name, f"Risk {self.number}: {sentence}{later}")

    @property
    def number(self) -> int:
        """Its place on the page, from 1."""
        return int((self.prefix or "0").rpartition("-")[2]) + 1

    def entry(self) -> RiskLineEntry:
        return RiskLineEntry(**self.cleaned_data)


class RiskLines(BaseFormSet):
    """The risks of an assessment; blank ones count for nothing."""

    def whole(self) -> bool:
        """Whether every risk that was begun is finished; marks the gaps of those that are not."""
        for form in self.begun():
            form.require_whole()
        return not any(form.errors for form in self.begun())

    def begun(self) -> list[RiskLineForm]:
        return [form for form in self.forms if not form.is_blank]

    def entries(self) -> list[RiskLineEntry]:
        return [form.entry() for form in self.begun()]


Lines: type[RiskLines] = forms.formset_factory(  # type: ignore[assignment]  # its own class
    RiskLineForm, formset=RiskLines, extra=0, max_num=MOST_LINES, absolute_max=MOST_LINES
)


class AssessmentForm(Form):
    """What an assessment says beside its risks; ``seen`` is the draft with which it began."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    sources = forms.MultipleChoiceField(
        label="How is this known?",
        required=False,
        choices=lambda: packs.current().choices("sources"),
        widget=forms.CheckboxSelectMultiple,
        help_text="Choose every source that you have found.",
    )
    what_works = TextField(
        label="What works well already?",
        required=False,
        rows=3,
        max_length=4000,
        help_text="Groups, services and people to build on.",
    )
    gaps = TextField(label="What is not known?", required=False, rows=3, max_length=4000)
    confidence = forms.ChoiceField(
        label="How sure are you of this assessment?",
        required=False,
        choices=CONFIDENCE,
        widget=forms.RadioSelect,
    )
    reason = TextField(
        label="Why does a new assessment replace the earlier one?",
        required=False,
        rows=2,
        max_length=2000,
    )

    def __init__(self, *args: Any, supersedes: bool, known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        if not supersedes:
            del self.fields["reason"]

    def layout_objects(self) -> list[Any]:
        sources = GroupedSources("sources")
        last = [Field("reason", optional=False)] if "reason" in self.fields else []
        return [
            Details("Add another source", sources) if self.known else sources,
            Field("what_works"),
            Field("gaps"),
            Field("confidence", optional=False),
            *last,
        ]

    def entry(self, lines: RiskLines) -> AssessmentEntry:
        given = self.cleaned_data | {"seen": self.data.get("seen")}
        return AssessmentEntry(lines=lines.entries(), **given)


class AssessmentPage:
    """The two forms of the page: what was sent, what was begun, or a first empty risk."""

    overtaken = False

    def __init__(
        self,
        report: TriggerReport,
        draft: Assessment | None,
        *,
        data: QueryDict | None,
        supersedes: bool,
    ) -> None:
        self.report, self.draft, self.matrix = report, draft, packs.current().matrix()
        self.options = {"supersedes": supersedes, "known": report.sources.exists()}
        if data is None:
            self._show(_initial(report, draft), _initial_lines(draft))
        elif "add" in data or "remove" in data or "check" in data:
            self._show(typed(AssessmentForm.base_fields, data), _edited_lines(data))
        else:
            self.form = AssessmentForm(data, **self.options)
            self.lines = self._lines(data)

    def _show(self, initial: Mapping[str, Any], lines: list[dict[str, Any]]) -> None:
        self.form = AssessmentForm(initial=dict(initial), **self.options)
        self.lines = self._lines(None, initial=lines or [{}])

    def _lines(self, data: QueryDict | None, **options: Any) -> RiskLines:
        return Lines(data, prefix="lines", form_kwargs={"matrix": self.matrix}, **options)

    @property
    def can_add(self) -> bool:
        return len(self.lines.forms) < MOST_LINES

    @property
    def can_remove(self) -> bool:
        return len(self.lines.forms) > 1

    def is_sound(self, *, complete: bool) -> bool:
        """Both forms judged, so that all errors show at once."""
        sound = [self.form.is_valid(), self.lines.is_valid()]
        if not all(sound) or not complete:
            return all(sound)
        whole, supersedes = self.lines.whole(), "reason" in self.form.fields
        found = completion_faults(self.report, self.entry(), supersedes=supersedes)
        for field, sentence in found.items():
            if field in self.form.fields:
                self.form.add_error(field, sentence)
        return whole and not self.form.errors

    def is_overtaken(self) -> bool:
        """Whether the draft was saved elsewhere meanwhile: said once, then the writer decides."""
        now = edition(self.draft)
        if self.form.data.get("seen", now) == now:
            return False
        self.overtaken = True
        self.form.add_error(None, OVERTAKEN)
        self.form.data = self.form.data.copy()
        self.form.data["seen"] = now
        return True

    def entry(self) -> AssessmentEntry:
        return self.form.entry(self.lines)


def _initial(report: TriggerReport, draft: Assessment | None) -> dict[str, Any]:
    """The draft; without one, what the reporter said works well, so that nobody types it again."""
    if draft is None:
        return {"what_works": report.what_works, "seen": ""}
    kept = {name: getattr(draft, name) for name in ("what_works", "gaps", "confidence")}
    return kept | {"seen": edition(draft)}


def _initial_lines(draft: Assessment | None) -> list[dict[str, Any]]:
    if draft is None:
        return []
    names = ("description", *NOW, *NO_ACTION)
    return [{name: getattr(line, name) for name in names} for line in draft.lines.all()]


def _edited_lines(data: QueryDict) -> list[dict[str, Any]]:
    """The risks as typed, with one more or one fewer as the button says."""
    sent = data.get("lines-TOTAL_FORMS", "")
    number = min(int(sent), MOST_LINES) if sent.isascii() and sent.isdigit() else 0
    lines = [
        typed(RiskLineForm.base_fields, data, prefix=f"lines-{place}") for place in range(number)
    ]
    if "add" in data and number < MOST_LINES:
        lines.append({})
    removed = data.get("remove", "")
    if removed.isascii() and removed.isdigit() and int(removed) < len(lines):
        del lines[int(removed)]
    return lines
