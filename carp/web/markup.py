"""One form field of Django as one component of GOV.UK Frontend.

`field_html(bound, **options)` chooses the component by the field's widget. Options, all optional:

    size="s|m|l|xl"         of the label or legend
    heading=True            the label is the page's h1
    inline=True, small=True radios and checkboxes
    hints={value: text}     radios and checkboxes
    rows=5                  text boxes
    width=2|3|4|5|10|20|30  in characters, or a part: "one-half", "two-thirds"
    prefix="£", suffix="%"  beside a text input
    optional=False          do not add "(optional)"

Ids: a single control has the id Django gives it (`id_<name>`); of radios and checkboxes the *first*
has it; of a date the first box has it. So every link of the error summary is `#id_<name>`.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.safestring import SafeString
from django_filters.widgets import RangeWidget

from carp.web.govuk import govuk, remembered, trusted
from carp.web.widgets import DateBoxes, as_texts, options_html

Options = dict[str, Any]
WIDTHS = ("2", "3", "4", "5", "10", "20", "30")
OURS = {
    "class",
    "id",
    "name",
    "rows",
    "cols",
    "required",
    "maxlength",
    "minlength",
    "checked",
    "type",
}
MACRO_ATTRIBUTES = {"autocomplete", "autocapitalize", "inputmode", "pattern", "spellcheck"}


def field_html(bound: BoundField, **options: Any) -> SafeString:
    """The whole form group: label, hint, error and control."""
    widget = bound.field.widget
    if bound.is_hidden:
        return bound.as_hidden()
    for kinds, draw in DRAWN_BY:
        if isinstance(widget, kinds):
            return draw(bound, options)
    return _input(bound, options)


def _pen(bound: BoundField) -> Callable[..., SafeString]:
    """A question that nobody has answered looks the same for everybody, so it is drawn once."""
    return govuk if bound.form.is_bound or bound.value() else remembered


def target_id(bound: BoundField) -> str:
    """The id that an error message links to; "" when there is nothing to focus."""
    return "" if bound.is_hidden else bound.auto_id


def _common(bound: BoundField, options: Options) -> dict[str, Any]:
    """What every component takes."""
    return {
        "name": bound.html_name,
        "hint": {"text": bound.help_text} if bound.help_text else None,
        "error_message": {"text": " ".join(map(str, bound.errors))} if bound.errors else None,
    }


def _single(bound: BoundField, options: Options) -> dict[str, Any]:
    """What a component with one control takes."""
    attrs = bound.field.widget.attrs
    return _common(bound, options) | {
        "id": bound.auto_id,
        "label": _title(bound, options, "govuk-label"),
        "classes": " ".join(filter(None, [attrs.get("class"), _width(options)])) or None,
        "disabled": True if bound.field.disabled else None,
        "attributes": {
            key: value
            for key, value in attrs.items()
            if key not in OURS | MACRO_ATTRIBUTES and value not in (None, False)
        },
        **{key: attrs[key] for key in MACRO_ATTRIBUTES if key in attrs},
    }


def _title(bound: BoundField, options: Options, block: str) -> dict[str, Any]:
    text = str(bound.label)
    if not bound.field.required and options.get("optional", True):
        text += " (optional)"
    heading = bool(options.get("heading"))
    size = options.get("size") or ("l" if heading else "s")
    return {"text": text, "classes": f"{block}--{size}", "is_page_heading": heading}


def _width(options: Options) -> str:
    width = str(options.get("width", ""))
    if not width:
        return ""
    return f"govuk-input--width-{width}" if width in WIDTHS else f"govuk-!-width-{width}"


def _text(bound: BoundField) -> str:
    value = bound.value()
    formatted = bound.field.widget.format_value(value)
    return "" if formatted is None else str(formatted)


def _input(bound: BoundField, options: Options) -> SafeString:
    widget, field = bound.field.widget, bound.field
    params = _single(bound, options)
    kind = getattr(widget, "input_type", "text")
    if isinstance(field, forms.IntegerField) and type(field) is forms.IntegerField:
        kind = "text"
        params.setdefault("inputmode", "numeric")
    if kind == "email":
        params.setdefault("spellcheck", False)
    prefix = options.get("prefix", getattr(field, "prefix", None))
    suffix = options.get("suffix")
    return _pen(bound)(
        "input",
        type=kind,
        value=_text(bound),
        prefix={"text": prefix} if prefix else None,
        suffix={"text": suffix} if suffix else None,
        **params,
    )


def _password(bound: BoundField, options: Options) -> SafeString:
    params = _single(bound, options)
    if params.get("autocomplete") == "new-password":
        params["classes"] = params["classes"] or "govuk-!-width-two-thirds"
    return _pen(bound)("password-input", **params)


def _file(bound: BoundField, options: Options) -> SafeString:
    multiple = bool(getattr(bound.field.widget, "allow_multiple_selected", False))
    return _pen(bound)("file-upload", javascript=True, multiple=multiple, **_single(bound, options))


def _textarea(bound: BoundField, options: Options) -> SafeString:
    text = _text(bound)
    rows = options.get("rows") or bound.field.widget.attrs.get("rows", 5)
    params = _single(bound, options) | {
        # A browser drops one line end straight after <textarea>.
        "value": f"\n{text}" if text.startswith("\n") else text,
        "rows": int(rows),
    }
    limit = getattr(bound.field, "max_length", None)
    if limit:
        return _pen(bound)("character-count", maxlength=limit, threshold=50, **params)
    return _pen(bound)("textarea", **params)


def _select(bound: BoundField, options: Options) -> SafeString:
    """The options are put into the empty list afterwards: the macro calls two others for each."""
    params = _single(bound, options)
    if isinstance(bound.field.widget, forms.SelectMultiple):
        params["attributes"]["multiple"] = "multiple"
    empty = _pen(bound)("select", **params)
    chosen = options_html(bound.field.widget.choices, as_texts(bound.value()))
    return trusted(empty.replace("</select>", f"{chosen}</select>"))


def _group(bound: BoundField, options: Options) -> SafeString:
    """Radios or checkboxes in a fieldset."""
    kind = (
        "checkboxes" if isinstance(bound.field.widget, forms.CheckboxSelectMultiple) else "radios"
    )
    classes = [f"govuk-{kind}--{style}" for style in ("inline", "small") if options.get(style)]
    classes += ["carp-columns"] if options.get("columns") else []
    return _pen(bound)(
        kind,
        id_prefix=bound.auto_id,
        fieldset={"legend": _title(bound, options, "govuk-fieldset__legend")},
        items=list(_items(bound, options.get("hints", {}))),
        classes=" ".join(classes) or None,
        **_common(bound, options),
    )


def _items(bound: BoundField, hints: dict[Any, str]) -> Iterator[dict[str, Any]]:
    chosen = as_texts(bound.value())
    by_text = {str(value): hint for value, hint in hints.items()}
    for value, label in bound.field.widget.choices:
        text = "" if value is None else str(value)
        if not text:
            continue
        item = {"value": text, "text": label, "checked": text in chosen}
        if bound.field.disabled:
            item["disabled"] = True
        yield item | ({"hint": {"text": by_text[text]}} if text in by_text else {})


def _checkbox(bound: BoundField, options: Options) -> SafeString:
    """A single tick: its label is the question, so there is no fieldset."""
    item = {
        "value": "on",
        "text": str(bound.label),
        "checked": bool(bound.value()),
        "disabled": True if bound.field.disabled else None,
        "hint": {"text": bound.help_text} if bound.help_text else None,
    }
    params = _common(bound, options) | {"hint": None}
    small = "govuk-checkboxes--small" if options.get("small") else None
    return _pen(bound)("checkboxes", id_prefix=bound.auto_id, items=[item], classes=small, **params)


def _date(bound: BoundField, options: Options) -> SafeString:
    value = bound.value()
    values = value if isinstance(value, list) else bound.field.widget.decompress(value)
    wrong = _wrong_boxes(bound, values)
    items = [
        {
            "id": bound.auto_id + ("" if index == 0 else f"_{part}"),
            "name": f"{bound.html_name}_{part}",
            "label": part.capitalize(),
            "value": values[index] or "",
            "classes": f"govuk-input--width-{4 if part == 'year' else 2}"
            + (" govuk-input--error" if part in wrong else ""),
            "inputmode": "text" if part == "month" else "numeric",
        }
        for index, part in enumerate(("day", "month", "year"))
    ]
    params = _common(bound, options)
    del params["name"]
    legend = _title(bound, options, "govuk-fieldset__legend")
    return _pen(bound)(
        "date-input", id=f"{bound.auto_id}-date", fieldset={"legend": legend}, items=items, **params
    )


def _range(bound: BoundField, options: Options) -> SafeString:
    """The two ends of a django-filter range."""
    value = bound.value()
    ends = value if isinstance(value, list) else bound.field.widget.decompress(value)
    kind = "date" if "before" in bound.field.widget.suffixes else "text"
    boxes = [
        govuk(
            "input",
            id=bound.auto_id + ("" if index == 0 else f"_{suffix}"),
            name=f"{bound.html_name}_{suffix}",
            label={"text": ("From", "To")[index]},
            type=kind,
            value=str(ends[index] or ""),
            inputmode=None if kind == "date" else "decimal",
            form_group={"classes": "carp-range__end"},
        )
        for index, suffix in enumerate(bound.field.widget.suffixes)
    ]
    legend = _title(bound, options, "govuk-fieldset__legend")
    error = govuk("error-message", text=" ".join(map(str, bound.errors))) if bound.errors else ""
    inner = trusted(f'{error}<div class="carp-range">{"".join(boxes)}</div>')
    return govuk("fieldset", legend=legend, html=inner, classes="govuk-form-group")


def _wrong_boxes(bound: BoundField, values: list[str]) -> set[str]:
    """Only what is missing is marked, unless the date as a whole is wrong."""
    if not bound.errors:
        return set()
    parts = ("day", "month", "year")
    missing = {part for part, value in zip(parts, values, strict=True) if not value}
    return missing or set(parts)


DRAWN_BY: tuple[tuple[Any, Callable[[BoundField, Options], SafeString]], ...] = (
    (DateBoxes, _date),
    (RangeWidget, _range),
    ((forms.CheckboxSelectMultiple, forms.RadioSelect), _group),
    (forms.CheckboxInput, _checkbox),
    (forms.Select, _select),
    (forms.Textarea, _textarea),
    (forms.PasswordInput, _password),
    (forms.FileInput, _file),
)
