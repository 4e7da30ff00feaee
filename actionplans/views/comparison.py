"""Any two versions of a plan beside each other, with what differs marked by the word."""

from collections.abc import Iterable, Iterator

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from actionplans.forms.comparison import SIDE, CompareForm
from actionplans.selectors import comparison
from actionplans.stages.comparison import ADDED, CHANGED, REMOVED, FieldChange, RowChange
from actionplans.stages.words import NEW, OLD, SAME, Span
from actionplans.views.plans import WHOLE, plan_or_404
from actionplans.views.table import Table
from carp.web.requests import Request
from carp.web.tables import Tag

# What cannot be seen is heard: screen readers do not tell what is struck out.
MARKS = {
    OLD: '<del class="carp-diff__old"><span class="govuk-visually-hidden">[taken out:] </span>'
    '{}<span class="govuk-visually-hidden"> [end]</span></del>',
    NEW: '<ins class="carp-diff__new"><span class="govuk-visually-hidden">[added:] </span>'
    '{}<span class="govuk-visually-hidden"> [end]</span></ins>',
    SAME: "{}",
}
STATES = {ADDED: Tag("Added", "green"), REMOVED: Tag("Taken out", "red"), CHANGED: None}
APPROVAL = {True: "Needs approval", False: "Minor"}


@require_safe
def version_compare(request: Request, reference: str) -> HttpResponseBase:
    """What differs between two versions, or between one and the plan as it reads today."""
    plan = plan_or_404(request, reference, *WHOLE)
    versions = comparison.versions(plan)
    form = CompareForm(request.GET, states=comparison.states(versions))
    told = None
    if form.is_valid():
        asked = form.cleaned_data
        told = comparison.comparison(plan, asked["before"], asked["after"])
        if request.GET.get("format") == "csv":
            name = f"{plan.reference}-{asked['before']}-{asked['after']}"
            return change_table(told).csv(name)
    context = {
        "plan": plan,
        "form": form,
        "told": told,
        "sections": [] if told is None else drawn(told),
        "agreed": comparison.agreed(versions),
        "side": form.is_valid() and form.cleaned_data["look"] == SIDE,
        "csv": f"?{form.address()}&format=csv",
    }
    return render(request, "actionplans/version_compare.html", context)


def drawn(told: comparison.Comparison) -> list[dict[str, object]]:
    """Every difference as _differences.html shows it."""
    return [
        {
            "title": section.title,
            "unchanged": section.unchanged,
            "rows": [
                {"row": row, "tags": _tags(row), "fields": _fields(row)} for row in section.rows
            ],
        }
        for section in told.sections
    ]


def _tags(row: RowChange) -> list[Tag]:
    state = STATES[row.state]
    needs = Tag(APPROVAL[row.material], "yellow" if row.material else "grey")
    return [needs] if state is None else [state, needs]


def _fields(row: RowChange) -> Iterator[dict[str, object]]:
    for each in row.fields:
        found = each.spans
        yield {
            "label": each.label,
            "minor": row.state == CHANGED and row.material and not each.material,
            "old": marked(span for span in found if span.state != NEW),
            "new": marked(span for span in found if span.state != OLD),
            "both": marked(found),
        }


def marked(found: Iterable[Span]) -> SafeString:
    """Spans as markup, every text escaped."""
    pieces = (format_html(MARKS[span.state], span.text) for span in found)
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def change_table(told: comparison.Comparison) -> Table:
    """A comparison as a file: a line for each field that differs."""
    head = ("Part", "What", "Field", "State", "Approval", told.before, told.after)
    rows = [
        (section.title, row.name, *_cells(row, each))
        for section in told.sections
        for row in section.rows
        for each in row.fields
    ]
    return Table("What differs", head, rows)


def _cells(row: RowChange, each: FieldChange) -> tuple[str, ...]:
    return (each.label, row.state, APPROVAL[each.material], each.before, each.after)
