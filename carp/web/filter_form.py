"""The fields of a FilterSet as markup, drawn once for each set of values and choices.

Drawing a filter form costs more than the table below it (performance 1.5). The key holds the
choices themselves, so a new ward or a new council pack shows at once; a FilterSet with a
ModelChoiceFilter has choices of its own in the database and is drawn each time.
"""

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.safestring import SafeString
from django_filters import FilterSet, ModelChoiceFilter
from django_filters.fields import RangeField

from carp.web.govuk import trusted
from carp.web.markup import field_html

KEPT = 256
drawn: OrderedDict[Any, SafeString] = OrderedDict()


def parameter_names(filters: type[FilterSet]) -> tuple[str, ...]:
    """The names that a browser sends: those of the widgets, `_min` and `_max` parts included."""
    names = []
    for name, member in filters.base_filters.items():
        names.append(name)
        if issubclass(member.field_class, RangeField):
            names += [f"{name}_{part}" for part in ("after", "before", "min", "max")]
    return tuple(names)


def as_data(values: Mapping[str, list[str]]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, given in values.items():
        data.setlist(name, [text.replace("\x00", "") for text in given])
    return data


def sound(filters: type[FilterSet], values: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The values that the filter understands; what it cannot read is left out."""
    model = filters._meta.model
    nothing = model._default_manager.none() if model else None
    form = filters(as_data(values), queryset=nothing).form
    wrong = tuple(form.errors)
    return {
        name: given
        for name, given in values.items()
        if not any(name == each or name.startswith(f"{each}_") for each in wrong)
    }


def html(
    filters: type[FilterSet], values: Mapping[str, list[str]], request: HttpRequest
) -> SafeString:
    """Every field of the filter, labelled, with what was chosen."""
    key = _key(filters, values)
    if key is None:
        return _draw(filters, values, request)
    if key not in drawn:
        drawn[key] = _draw(filters, values, request)
        while len(drawn) > KEPT:
            drawn.popitem(last=False)
    return drawn[key]


def _key(filters: type[FilterSet], values: Mapping[str, list[str]]) -> Any:
    choices = []
    for name, member in filters.base_filters.items():
        if isinstance(member, ModelChoiceFilter):
            return None
        given = member.extra.get("choices", ())
        choices.append((name, tuple(map(tuple, given() if callable(given) else given))))
    chosen = tuple((name, tuple(given)) for name, given in sorted(values.items()))
    return filters, tuple(choices), chosen


def _draw(
    filters: type[FilterSet], values: Mapping[str, list[str]], request: HttpRequest
) -> SafeString:
    model = filters._meta.model
    nothing = model._default_manager.none() if model else None
    form = filters(as_data(values) if values else None, queryset=nothing, request=request).form
    form.label_suffix = ""
    return trusted("".join(field_html(bound, optional=False) for bound in form))
