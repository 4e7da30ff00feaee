"""The thirteen sources of clause 5.2 under their five headings."""

from typing import Any

from crispy_forms.layout import LayoutObject
from django.forms import BoundField
from django.template import Context
from django.utils.safestring import SafeString

from carp.council import packs
from carp.council.shapes import SourceGroup
from carp.web.govuk import framed, govuk, remembered, trusted
from carp.web.widgets import as_texts


class GroupedSources(LayoutObject):
    """One question with a list of checkboxes a heading; the first box has the field's own id."""

    def __init__(self, name: str, *, heading: bool = False) -> None:
        self.fields = [name]
        self.heading = heading

    def render(self, form: Any, context: Context, template_pack: str = "", **_: Any) -> SafeString:
        bound = form[self.fields[0]]
        hint, error = f"{bound.auto_id}-hint", f"{bound.auto_id}-error"
        parts = [remembered("hint", id=hint, text=bound.help_text)]
        if bound.errors:
            parts.append(govuk("error-message", id=error, text=" ".join(bound.errors)))
        parts += [
            _group(bound, group, first=at == 0) for at, group in enumerate(packs.current().sources)
        ]
        size = "l" if self.heading else "s"
        fieldset = framed(
            "fieldset",
            "".join(parts),
            described_by=f"{hint} {error}" if bound.errors else hint,
            legend={
                "text": bound.label,
                "classes": f"govuk-fieldset__legend--{size}",
                "is_page_heading": self.heading,
            },
        )
        wrong = " govuk-form-group--error" if bound.errors else ""
        return trusted(f'<div class="govuk-form-group{wrong}">{fieldset}</div>')


def _group(bound: BoundField, group: SourceGroup, *, first: bool) -> SafeString:
    chosen = as_texts(bound.value())
    return remembered(
        "checkboxes",
        name=bound.html_name,
        id_prefix=bound.auto_id if first else f"{bound.auto_id}-{group.code}",
        classes="govuk-checkboxes--small",
        fieldset={
            "legend": {"text": group.label, "classes": "govuk-fieldset__legend--s"},
        },
        items=[
            {"value": item.code, "text": item.label, "checked": item.code in chosen}
            | ({"hint": {"text": item.hint}} if item.hint else {})
            for item in group.items
        ],
    )
