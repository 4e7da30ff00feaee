"""The risks of an assessment: each judged now, if nothing is done, and after what is planned.

Likelihood and impact on people are chosen in a grid of radio buttons or in two lists; both show
the same. Which of the two somebody changed is known from what was shown; where both were changed
and differ, the lists count and the page says so.
"""

from collections.abc import Callable, Iterator, MutableMapping
from dataclasses import dataclass, fields
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet

from carp.council.matrix import Rating, RiskMatrix
from carp.web.fields import TextField
from carp.web.forms import Form
from triggers.risk import Levels, above, rated
from triggers.workflow import RiskLineEntry

MOST_LINES = 12
NOW = ("likelihood", "impact_people", "impact_community")
NO_ACTION = tuple(f"no_action_{name}" for name in NOW)
TARGET = tuple(f"target_{name}" for name in NOW)
LEVELS_IN_WORDS = {
    "likelihood": "likelihood",
    "impact_people": "impact on people",
    "impact_community": "impact on the community",
}
SIDES = {"": "Now", "no_action_": "If nothing is done", "target_": "After what is planned"}
WHEN = {"": "", "no_action_": ", if nothing is done", "target_": ", after what is planned"}
Pair = tuple[str, str]
GAPS = {
    "description": "say what could happen",
    "likelihood": "choose how likely it is",
    "impact_people": "choose the impact on people",
    "impact_community": "choose the impact on the community",
}


@dataclass(frozen=True)
class GridCell:
    """One radio button of the grid, with all its words for those who cannot see where it is."""

    value: str
    words: str
    score: int
    band: str
    pattern: str
    checked: bool


@dataclass(frozen=True)
class Side:
    """One of the three judgements of a risk, as its template draws it."""

    form: "RiskLineForm"
    prefix: str

    @property
    def title(self) -> str:
        return SIDES[self.prefix]

    @property
    def levels(self) -> tuple[str, str, str]:
        likelihood, people, community = (f"{self.prefix}{name}" for name in NOW)
        return likelihood, people, community

    @property
    def rating(self) -> Rating | None:
        return rated(self.form.matrix, self.form.levels(self.levels))

    @property
    def lists(self) -> list[forms.BoundField]:
        """Likelihood and impact on people, which the grid holds too."""
        return [self.form[name] for name in self.levels[:2]]

    @property
    def community(self) -> forms.BoundField:
        return self.form[self.levels[2]]

    @property
    def cell(self) -> forms.BoundField:
        return self.form[f"{self.prefix}cell"]

    @property
    def shown(self) -> forms.BoundField:
        return self.form[f"{self.prefix}shown"]

    @property
    def columns(self) -> list[str]:
        return [level.word for level in self.form.matrix.impact]

    @property
    def rows(self) -> Iterator[tuple[str, list[GridCell]]]:
        """Most likely on top, the impact rising to the right, as the matrix is drawn."""
        matrix, chosen = self.form.matrix, str(self.cell.value() or "")
        for level, cells in matrix.rows():
            yield level.word, [self._cell(level.word, cell, chosen) for cell in cells]

    def _cell(self, likelihood: str, cell: Any, chosen: str) -> GridCell:
        value, band = f"{cell.likelihood}-{cell.impact}", cell.rating.band
        impact = self.form.matrix.impact[cell.impact - 1].word
        words = f"{likelihood}, {impact}:"
        return GridCell(value, words, cell.rating.score, band.word, band.pattern, value == chosen)

    @property
    def half(self) -> bool:
        """Whether the lists must be seen: one is chosen alone, or something is wrong with them."""
        chosen = [bool(each.value()) for each in self.lists]
        return any(chosen) != all(chosen) or any(each.errors for each in self.lists)

    @property
    def in_use(self) -> bool:
        """Whether a target is set, or something is wrong with one."""
        bound = [self.form[name] for name in self.levels]
        return any(each.value() or each.errors for each in bound)


def _hidden() -> forms.CharField:
    return forms.CharField(required=False, max_length=5, widget=forms.HiddenInput)


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
    target_likelihood = _level("Likelihood")
    target_impact_people = _level("Impact on people")
    target_impact_community = _level("Impact on the community")
    # The grid of each side, and what both grid and lists said when they were drawn.
    cell, shown = _hidden(), _hidden()
    no_action_cell, no_action_shown = _hidden(), _hidden()
    target_cell, target_shown = _hidden(), _hidden()

    def __init__(self, *args: Any, matrix: RiskMatrix, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.matrix = matrix
        self.contradicted: list[str] = []
        for name in (*NOW, *NO_ACTION, *TARGET):
            likely = name.endswith("likelihood")
            words = matrix.likelihood_choices() if likely else matrix.impact_choices()
            self.fields[name].choices = [("", "Choose"), *words]
        if self.is_bound:
            self.data = self.data.copy()
            self._settle(self.data, self.add_prefix)
        else:
            self._settle(self.initial, str)

    def _settle(self, given: MutableMapping[str, Any], key: Callable[[str], str]) -> None:
        """Let grid and lists say the same, before anything else looks at them."""
        cells = {f"{up}-{across}" for up in self._steps for across in self._steps}
        for prefix in SIDES:
            names = [key(f"{prefix}{name}") for name in (*NOW[:2], "cell", "shown")]
            likelihood, people, cell, shown = (str(given.get(name) or "") for name in names)
            lists = likelihood, people
            marked = _pair(cell) if cell in cells else lists
            settled = _settled(lists, marked, _pair(shown))
            if marked not in (settled, _pair(shown)) and lists != marked:
                self.contradicted.append(prefix)
            both = "-".join(settled)
            values = (*settled, both if both in cells else "", both)
            for name, value in zip(names, values, strict=True):
                given[name] = value

    @property
    def _steps(self) -> range:
        return range(1, self.matrix.size + 1)

    def clean(self) -> dict[str, Any]:
        """A target above now, and a grid that says otherwise than its lists."""
        given = super().clean() or self.cleaned_data
        for prefix in self.contradicted:
            said = " and ".join(self._words(f"{prefix}{name}") for name in NOW[:2])
            self.add_error(
                f"{prefix}likelihood",
                f"Risk {self.number}: the lists and the matrix were both changed and differ"
                f"{WHEN[prefix]}. The lists count: {said}. Send it again if that is right",
            )
        for name, higher in zip(TARGET, above(self.levels(NOW), self.levels(TARGET)), strict=True):
            if higher:
                level = LEVELS_IN_WORDS[name.removeprefix("target_")]
                self.add_error(name, f"Risk {self.number}: the target is above the {level} now")
        return given

    def _words(self, name: str) -> str:
        """What is chosen in a list, without its number."""
        chosen = str(self[name].value() or "")
        words = {str(value): word for value, word in self.fields[name].choices}
        return str(words.get(chosen, "")).partition(" ")[2]

    @property
    def now(self) -> Side:
        return Side(self, "")

    @property
    def no_action(self) -> Side:
        return Side(self, "no_action_")

    @property
    def target(self) -> Side:
        return Side(self, "target_")

    @property
    def is_blank(self) -> bool:
        return not any(self[name].value() for name in ("description", *NOW, *NO_ACTION, *TARGET))

    def levels(self, names: tuple[str, ...]) -> Levels:
        """What is chosen, judged or not; None for what is not chosen."""
        likelihood, people, community = (self._chosen(name) for name in names)
        return likelihood, people, community

    def _chosen(self, name: str) -> int | None:
        text = str(self[name].value() or "")
        known = {str(value) for value, _word in self.fields[name].choices}
        return int(text) if text and text in known else None

    def require_whole(self) -> None:
        """An error beside each gap, for an assessment that is to be completed."""
        asked = ["description", *NOW, *NO_ACTION, *(TARGET if self._has_target else ())]
        for name in asked:
            if self.cleaned_data.get(name) in (None, "") and name not in self.errors:
                prefix = next((each for each in WHEN if each and name.startswith(each)), "")
                sentence = GAPS[name.removeprefix(prefix)]
                self.add_error(name, f"Risk {self.number}: {sentence}{WHEN[prefix]}")

    @property
    def _has_target(self) -> bool:
        return any(self.cleaned_data.get(name) for name in TARGET)

    @property
    def number(self) -> int:
        """Its place on the page, from 1."""
        return int((self.prefix or "0").rpartition("-")[2]) + 1

    def entry(self) -> RiskLineEntry:
        names = [each.name for each in fields(RiskLineEntry)]
        sound = self.cleaned_data
        return RiskLineEntry(**{name: sound[name] for name in names if name in sound})


class RiskLines(BaseFormSet):
    """The risks of an assessment; blank ones count for nothing."""

    def whole(self) -> bool:
        """Whether every risk that was begun is finished; marks the gaps of those that are not.

        Where none was begun, the gaps are those of the first.
        """
        asked = self.begun() or self.forms[:1]
        for form in asked:
            form.require_whole()
        return not any(form.errors for form in asked)

    def begun(self) -> list[RiskLineForm]:
        return [form for form in self.forms if not form.is_blank]

    def entries(self) -> list[RiskLineEntry]:
        return [form.entry() for form in self.begun()]


Lines: type[RiskLines] = forms.formset_factory(  # type: ignore[assignment]  # its own class
    RiskLineForm, formset=RiskLines, extra=0, max_num=MOST_LINES, absolute_max=MOST_LINES
)


def _pair(text: str) -> Pair:
    likelihood, _hyphen, people = text.partition("-")
    return likelihood, people


def _settled(lists: Pair, marked: Pair, shown: Pair) -> Pair:
    """What counts: whichever was changed; of both, the lists, and the grid fills their gaps."""
    if lists == shown:
        return marked
    if marked == shown:
        return lists
    return lists[0] or marked[0], lists[1] or marked[1]
