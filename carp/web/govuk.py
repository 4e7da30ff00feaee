"""GOV.UK Frontend components as Python calls.

    from carp.web.govuk import govuk
    govuk("button", text="Save")            # any component folder of govuk-frontend-jinja
    govuk("input", id="x", label={"text": "Name"}, error_message={"text": "Enter a name"})

Parameters are the documented ones of GOV.UK Frontend; snake_case is turned into camelCase
(`error_message` -> `errorMessage`). Every text is escaped; a parameter that ends in `html` is
escaped too unless it is already marked safe, so that no user's words can become markup.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from jinja2 import ChainableUndefined, Environment, PackageLoader, PrefixLoader
from markupsafe import Markup

SNAKE = re.compile(r"_([a-z])")
INNER = "\x1ainner\x1a"


@lru_cache(maxsize=1)
def environment() -> Environment:
    """One environment for the process: building one costs a hundred components (ecosystem 1a)."""
    return Environment(
        loader=PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        autoescape=True,
        auto_reload=False,
        cache_size=-1,
        undefined=ChainableUndefined,
        trim_blocks=True,  # a quarter less to send
        lstrip_blocks=True,
    )


@lru_cache(maxsize=64)
def macro(component: str) -> Any:
    name = "govuk" + "".join(part.capitalize() for part in component.split("-"))
    template = environment().get_template(f"govuk_frontend_jinja/components/{component}/macro.html")
    return getattr(template.module, name)


@lru_cache(maxsize=512)
def camel(key: str) -> str:
    return SNAKE.sub(lambda found: found[1].upper(), key)


def govuk(component: str, /, **params: Any) -> SafeString:
    """Render one component of GOV.UK Frontend."""
    return trusted(str(macro(component)(_prepared(params))).strip())


def remembered(component: str, /, **params: Any) -> SafeString:
    """The same, drawn once and kept: only for what holds no words of a person."""
    prepared = _prepared(params)
    key = _Key(repr(prepared))
    key.params = prepared
    return _kept(component, key)


def framed(component: str, inner: str, /, **params: Any) -> SafeString:
    """A component drawn once and kept, round other markup each time."""
    frame = remembered(component, html=trusted(INNER), **params)
    return trusted(frame.replace(INNER, inner))


class _Key(str):
    """Parameters as text, to find what was drawn by; and as they are, to draw it."""

    __slots__ = ("params",)
    params: dict[str, Any]


@lru_cache(maxsize=2048)
def _kept(component: str, key: _Key) -> SafeString:
    return trusted(str(macro(component)(key.params)).strip())


def trusted(markup: str) -> SafeString:
    """Markup of which the caller has escaped every part: the pages' one door to `mark_safe`."""
    return mark_safe(markup)  # noqa: S308  (the escaping tests cover each caller)


def _prepared(params: Mapping[str, Any]) -> dict[str, Any]:
    """Names as the macros know them; None left out, because Jinja would print it."""
    return {camel(key): _value(key, value) for key, value in params.items() if value is not None}


def _value(key: str, value: Any) -> Any:
    if key == "attributes":
        if not isinstance(value, Mapping):
            raise TypeError("attributes must be a mapping: a string would be printed unescaped")
        return dict(value)
    if isinstance(value, Mapping):
        return _prepared(value)
    if isinstance(value, list | tuple):
        return [_value("item", item) for item in value]
    if isinstance(value, bool | int):
        return value
    if key.lower().endswith("html"):
        return Markup(conditional_escape(value))  # noqa: S704  (escaped unless already safe)
    return Markup(value) if hasattr(value, "__html__") else str(value)  # noqa: S704
