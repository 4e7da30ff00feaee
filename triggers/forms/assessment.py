"""The page of an assessment: its risks and what it says beside them (policy 7.6.2, 9)."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from carp.council import packs
from carp.web.fields import TextField
from carp.web.forms import Details, Field, Form
from triggers.forms.risks import MOST_LINES, NO_ACTION, NOW, TARGET, Lines, RiskLineForm, RiskLines
from triggers.forms.sources import GroupedSources
from triggers.forms.typed import typed
from triggers.models import Assessment, TriggerReport
from triggers.workflow import (
    OVERTAKEN,
    AssessmentEntry,
    completion_faults,
    edition,
)

CONFIDENCE = [
    ("high", "High: well evidenced"),
    ("medium", "Medium: some gaps"),
    ("low", "Low: much is not known"),
]


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
    names = ("description", *NOW, *NO_ACTION, *TARGET)
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
