"""Finding the place by part of its name, on the question where it is (policy 8.1).

A place is a way to answer, not an answer: what is kept is its ward, and its community as the
suggestion that `known` asks about. So the other pages need not look for it again.
"""

from collections.abc import Mapping

from django.http import QueryDict

from triggers import places
from triggers.forms.affected import CommunityForm
from triggers.forms.places import NONE, PlaceForm
from triggers.forms.typed import typed
from triggers.views.draft import Draft

STEP, FIND = "community", "find"


def asked(step: str, sent: QueryDict) -> PlaceForm | None:
    """The places to choose from, where Find was pressed or the chosen one is there no more.

    Enter on a place that was found presses Find too, as the page's first button: that goes on.
    """
    if step != STEP:
        return None
    where, chosen = sent.get("where", ""), sent.get("place", "")
    is_old = "place" in sent and sent.get("looked_for", "") == where[: places.LETTERS]
    if FIND in sent and not is_old:
        return PlaceForm(found=places.find(where), where=where, initial={"place": chosen})
    if chosen in ("", NONE) or places.by_key(chosen):
        return None
    data = {"place": chosen, "looked_for": where[: places.LETTERS]}
    return PlaceForm(data, found=places.find(where), where=where)


def as_typed(sent: Mapping[str, str]) -> CommunityForm:
    """The question with all that was typed, judged only when it is answered."""
    return CommunityForm(initial=typed(CommunityForm.base_fields, sent))


def settled(draft: Draft, step: str, sent: QueryDict) -> QueryDict:
    """The answers with the ward of the place that was chosen; what was typed stays."""
    chosen = sent.get("place", "") if step == STEP else ""
    place = places.by_key(chosen)
    if place or chosen == NONE:
        draft.say_same(place.community if place else None)
    if place and place.ward:
        sent = sent.copy()
        sent["area"] = str(place.ward)
    return sent
