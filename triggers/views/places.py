"""Finding the place by part of its name, wherever it is asked where it is (policy 8.1).

A place is a way to answer, not an answer: what is kept is its ward, and its community as the
suggestion that `known` asks about. So the other pages need not look for it again.
"""

from collections.abc import Mapping
from typing import TypeVar

from django.http import QueryDict

from carp.accounts.models import User
from triggers import places
from triggers.forms.places import NONE, PlaceForm
from triggers.forms.questions import Question
from triggers.forms.typed import typed
from triggers.places import Place
from triggers.views.draft import Draft

Asked = TypeVar("Asked", bound=Question)
STEP, FIND = "community", "find"


def asked(step: str, sent: QueryDict, reader: User | None = None) -> PlaceForm | None:
    """The places to choose from, where Find was pressed or the chosen one is there no more.

    Enter on a place that was found presses Find too, as the page's first button: that goes on.
    """
    if step != STEP:
        return None
    where, chosen = sent.get("where", ""), sent.get("place", "")
    is_old = "place" in sent and sent.get("looked_for", "") == where[: places.LETTERS]
    if FIND in sent and not is_old:
        return PlaceForm(found=places.find(where, reader), where=where, initial={"place": chosen})
    if chosen in ("", NONE) or places.by_key(chosen):
        return None
    data = {"place": chosen, "looked_for": where[: places.LETTERS]}
    return PlaceForm(data, found=places.find(where, reader), where=where)


def again(sent: QueryDict, reader: User | None = None) -> PlaceForm | None:
    """The places that were listed, with the choice, where one page is shown again."""
    if "looked_for" not in sent:
        return None
    where = sent.get("looked_for", "")
    chosen = {"place": sent.get("place", "")}
    return PlaceForm(found=places.find(where, reader), where=where, initial=chosen)


def as_typed(form: type[Asked], sent: Mapping[str, str]) -> Asked:
    """The questions with all that was typed, judged only when they are answered."""
    return form(initial=typed(form.base_fields, sent))


def settled(draft: Draft, step: str, sent: QueryDict) -> QueryDict:
    """The answers with the ward of the place that was chosen; what was typed stays."""
    chosen = sent.get("place", "") if step == STEP else ""
    place = places.by_key(chosen)
    if place or chosen == NONE:
        draft.say_same(place.community if place else None)
    return with_ward(sent, place)


def place_of(sent: QueryDict) -> Place | None:
    """The place that was chosen on the one page."""
    return places.by_key(sent.get("place", ""))


def with_ward(sent: QueryDict, place: Place | None) -> QueryDict:
    """What was sent, with the ward of a place where it lies in one."""
    if place and place.ward:
        sent = sent.copy()
        sent["area"] = str(place.ward)
    return sent
