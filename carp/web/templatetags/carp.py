"""Template tags and filters of the portal (a builtin library: no `load` needed).

{% govuk "button" text="Start" href="/report/" %}     one component; `label__text="x"` nests
{% field form.name size="m" %}                        one field; options of carp.web.markup
{% form_fields form %}  {% formset_fields formset legend="Risk" %}  {% form_buttons form %}
{% error_summary %}  {% error_prefix %}  {% wrong_forms as forms %}   base.html uses them
{% table caption head rows %}                         better: components/table.html
{{ pence|pounds }}  £1,234.50        {{ date|day }}   3 June 2024
{% url 'plans:plan-detail' plan.reference %}          as Django's, but looked up once for the same
{{ at|when }}  3 June 2024 at 9:15am {{ text|paragraphs }}  escaped, line ends kept
"""

from datetime import date, datetime
from typing import Any

from crispy_forms.utils import render_field
from django import template
from django.forms import BaseForm, BoundField
from django.forms.formsets import BaseFormSet
from django.template import Context
from django.template import defaulttags as urls
from django.template.base import Parser, Token
from django.urls import NoReverseMatch
from django.utils.html import conditional_escape, linebreaks
from django.utils.safestring import SafeString

from carp import money
from carp.web import formats, forms, links, tables
from carp.web.govuk import govuk as component
from carp.web.govuk import trusted
from carp.web.markup import field_html

FORMS = (BaseForm, BaseFormSet)
register = template.Library()


@register.simple_tag
def govuk(name: str, /, **params: Any) -> SafeString:
    nested: dict[str, Any] = {}
    for key, value in params.items():
        *outer, last = key.split("__")
        place = nested
        for part in outer:
            place = place.setdefault(part, {})
        place[last.replace("_", "-") if outer[-1:] == ["attributes"] else last] = value
    return component(name, **nested)


@register.tag
def url(parser: Parser, token: Token) -> "Address":
    node = urls.url(parser, token)
    return Address(node.view_name, node.args, node.kwargs, node.asvar)


class Address(urls.URLNode):
    """Django's tag, which goes through the patterns again for each address that it draws."""

    def render(self, context: Context) -> str:
        args = tuple(arg.resolve(context) for arg in self.args)
        if self.kwargs or not all(isinstance(arg, str | int) for arg in args):
            return str(super().render(context))
        name = self.view_name.resolve(context)
        try:
            found = links.remembered(name, args, _part_of_the_site(context))
        except NoReverseMatch:
            if self.asvar is None:
                raise
            found = ""
        if self.asvar:
            context[self.asvar] = found
            return ""
        return str(conditional_escape(found)) if context.autoescape else found


def _part_of_the_site(context: Context) -> str:
    """The namespace of the page, by which Django prefers one of several with the same name."""
    match = getattr(getattr(context, "request", None), "resolver_match", None)
    return match.namespace if match else ""


@register.simple_tag
def field(bound: BoundField, options: dict[str, Any] | None = None, **more: Any) -> SafeString:
    return field_html(bound, **(options or {}), **more)


@register.simple_tag(takes_context=True)
def form_fields(context: Context, form: Any) -> SafeString:
    """Every field of a form in its layout's order, without the `<form>` and the buttons."""
    hidden = [str(bound) for bound in form.hidden_fields()]
    if isinstance(form, forms.Form):
        objects = form.layout_objects()
    else:
        objects = [forms.Field(bound.name) for bound in form.visible_fields()]
    return trusted("".join(hidden + [render_field(item, form, context) for item in objects]))


@register.simple_tag(takes_context=True)
def formset_fields(context: Context, formset: BaseFormSet, legend: str = "Item") -> SafeString:
    """The management form, and each member in a fieldset called "<legend> 1" and so on."""
    parts = [str(formset.management_form)]
    for number, form in enumerate(formset.forms, 1):
        inner = form_fields(context, form)
        classes = {"text": f"{legend} {number}", "classes": "govuk-fieldset__legend--m"}
        parts.append(
            component("fieldset", legend=classes, html=inner, classes="carp-formset-member")
        )
    return trusted("".join(parts))


@register.simple_tag(takes_context=True)
def form_buttons(context: Context, form: forms.Form) -> SafeString:
    return forms.ButtonGroup(*form.buttons).render(form, context)


@register.simple_tag(takes_context=True)
def error_summary(context: Context, *chosen: Any) -> SafeString | str:
    """The box at the top of the page; by itself it finds every form in the context."""
    wrong = [form for form in chosen if form] or wrong_forms(context)
    items = [item for form in wrong for item in forms.error_items(form)]
    if not items:
        return ""
    return component("error-summary", title_text="There is a problem", error_list=items)


@register.simple_tag(takes_context=True)
def error_prefix(context: Context) -> str:
    return "Error: " if wrong_forms(context) else ""


@register.simple_tag(takes_context=True)
def wrong_forms(context: Context) -> list[Any]:
    """Bound forms and formsets of the page that have errors, in the order they were given."""
    found: dict[int, Any] = {}
    for layer in context.dicts:
        for value in layer.values():
            # By type: isinstance() would wake what is lazy, the person of the session too.
            for item in value if type(value) in (list, tuple) else [value]:
                if issubclass(type(item), FORMS) and item.is_bound and _has_errors(item):
                    found[id(item)] = item
    return list(found.values())


def _has_errors(form: Any) -> bool:
    if isinstance(form, BaseFormSet):
        return not form.is_valid()
    return bool(form.errors)


@register.simple_tag
def table(caption: str, head: Any, rows: Any, size: str = "", foot: Any = ()) -> SafeString:
    """What components/table.html draws."""
    columns = tables.as_columns(head)
    return tables.table_html(caption, columns, rows, size=size or "m", foot=foot or ())


@register.filter
def pounds(pence: int | None) -> str:
    return "" if pence is None else money.pounds(pence)


@register.filter
def day(value: date | datetime | None) -> str:
    return formats.day(value)


@register.filter
def when(value: datetime | None) -> str:
    return formats.when(value)


@register.filter
def paragraphs(text: str | None) -> SafeString:
    return trusted(linebreaks(text or "", autoescape=True))
