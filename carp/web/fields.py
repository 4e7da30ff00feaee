"""Form fields for what people type: text, dates and money.

CharField   text without control characters, in NFC, line ends as \\n.
TextField   the same in a box of several lines.
DateField   three boxes; a month may be typed as a word; cleans to a date.
LinkField   the address of a page, http or https only.
FigureField "1,250", "12.5" or "63%"; cleans to a Decimal of two places.
PoundsField "£1,234.50" or "1234.5"; cleans to integer pence; `min_pence` (default 1), `max_pence`.
"""

import re
import unicodedata
from calendar import month_abbr, month_name
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, URLValidator

from carp.money import NotAnAmount, parse_pounds, pounds
from carp.web.widgets import DateBoxes

UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
MONTHS = {
    name.lower(): number
    for names in (month_name, month_abbr)
    for number, name in enumerate(names)
    if name
}
TOO_LONG = "Use %(limit_value)d characters or fewer. You have used %(show_value)d."
EARLIEST, LATEST = 1900, 2100


class CharField(forms.CharField):
    """Text that the database, the PDF and the CSV can all carry (quality section 7)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for validator in self.validators:
            if isinstance(validator, MaxLengthValidator):
                validator.message = TOO_LONG

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        if UNPRINTABLE.search(text):
            raise ValidationError(
                "Remove the characters that cannot be printed. They may have been pasted in.",
                code="unprintable",
            )
        return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


class TextField(CharField):
    """Several lines of text; with `max_length` the box counts characters."""

    widget = forms.Textarea

    def __init__(self, *, rows: int = 5, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs["rows"] = rows


class LinkField(forms.URLField):
    """The address of a page: http or https and nothing else, so that no script hides in a link."""

    default_validators = [URLValidator(schemes=["http", "https"])]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", **kwargs)


class FigureField(forms.DecimalField):
    """A figure as people write it: "1,250", "12.5" or "63%"."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        words = {"invalid": "Enter a figure, like 12.5"}
        kwargs["error_messages"] = words | kwargs.get("error_messages", {})
        super().__init__(max_digits=12, decimal_places=2, **kwargs)
        self.widget.attrs |= {"inputmode": "decimal", "class": "govuk-input--width-10"}

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # stubs say int
        text = str(value or "").replace(",", "").replace("\N{MINUS SIGN}", "-").strip()
        found: Decimal | None = super().to_python(text.removesuffix("%").strip())
        return found


class PoundsField(forms.Field):
    """Money as people write it; an `int` of pence as we keep it."""

    prefix = "£"

    def __init__(
        self, *, min_pence: int | None = 1, max_pence: int | None = None, **kwargs: Any
    ) -> None:
        self.min_pence, self.max_pence = min_pence, max_pence
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("inputmode", "decimal")
        self.widget.attrs.setdefault("class", "govuk-input--width-10")

    def to_python(self, value: Any) -> int | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            pence = parse_pounds(text)
        except NotAnAmount as error:
            raise ValidationError(str(error), code="invalid") from error
        if self.min_pence is not None and pence < self.min_pence:
            raise ValidationError(f"Enter {_amount(self.min_pence)} or more", code="min_value")
        if self.max_pence is not None and pence > self.max_pence:
            raise ValidationError(f"Enter {_amount(self.max_pence)} or less", code="max_value")
        return pence

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, int):
            return value
        return pounds(abs(value)).replace("£", "-" if value < 0 else "")


def _amount(pence: int) -> str:
    return "1p" if pence == 1 else pounds(pence)


class DateField(forms.MultiValueField):
    """A date in three boxes, with the error messages of the GOV.UK date input."""

    widget = DateBoxes
    default_error_messages = {
        "required": "Enter a date",
        "invalid": "Enter a real date, like 27 3 2026",
        "incomplete": "The date must include a day, a month and a year",
    }

    def __init__(self, **kwargs: Any) -> None:
        boxes = tuple(forms.CharField(required=False, max_length=20) for _ in range(3))
        super().__init__(boxes, require_all_fields=False, **kwargs)

    def clean(self, value: Any) -> date | None:
        parts = [str(part or "").strip() for part in (value or ["", "", ""])]
        if self.disabled or isinstance(value, date):
            return value if isinstance(value, date) else self.compress(parts)
        if not any(parts):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        if not all(parts):
            raise ValidationError(_missing(parts), code="incomplete")
        chosen = self.compress(parts)
        self.run_validators(chosen)
        return chosen

    def compress(self, data_list: list[str]) -> date | None:
        if not any(data_list):
            return None
        day, month, year = data_list
        try:
            if not EARLIEST <= (chosen_year := _whole(year)) <= LATEST:
                raise ValueError(year)
            return date(chosen_year, MONTHS.get(month.lower()) or _whole(month), _whole(day))
        except (ValueError, OverflowError) as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError(text)
    return int(text)


def _missing(parts: list[str]) -> str:
    names = [name for name, part in zip(("day", "month", "year"), parts, strict=True) if not part]
    return f"The date must include a {' and a '.join(names)}"
