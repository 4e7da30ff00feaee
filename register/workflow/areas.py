"""Areas of the district, taken over from open boundary data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import Refused
from carp.audit import trail
from register.models import Area


@dataclass(frozen=True)
class AreaDetails:
    """One area as a file gives it; parents stand before their children."""

    code: str
    name: str
    kind: str
    vintage: int
    parent_code: str = ""
    geometry: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class AreaImport:
    """What an import did: how many areas are new, changed, as before, or of an older vintage."""

    created: int
    changed: int
    unchanged: int
    ended: int

    @property
    def did_something(self) -> bool:
        return bool(self.created or self.changed or self.ended)


@transaction.atomic
def import_areas(
    details: Sequence[AreaDetails], *, by: User | None, files: Mapping[str, str]
) -> AreaImport:
    """Make the areas those of the files, all or none; ``files`` names them with their hashes.

    An area of an older vintage ends, and stays where communities point to it. ``by=None`` is the
    command line.
    """
    if by is not None and not by.may(Capability.COUNCIL_CONFIGURE):
        raise Refused("Only an administrator can import areas.")
    held = {(a.code, a.vintage): a for a in Area.objects.select_for_update().order_by("pk")}
    by_code: dict[str, Area] = {}
    created = changed = 0
    for given in details:
        area = held.get((given.code, given.vintage))
        values = _values(given, by_code)
        if area is None:
            area = Area.objects.create(code=given.code, vintage=given.vintage, **values)
            created += 1
        elif different := [key for key, value in values.items() if getattr(area, key) != value]:
            for key in different:
                setattr(area, key, values[key])
            area.save(update_fields=different)
            changed += 1
        by_code[given.code] = area
    done = AreaImport(created, changed, len(details) - created - changed, _end_older(details))
    if done.did_something:
        trail.record(
            "register.import_areas",
            by_code[details[0].code],
            by=by,
            capability=Capability.COUNCIL_CONFIGURE if by else "",
            after={"created": created, "changed": changed, "ended": done.ended, "files": files},
        )
    return done


def _values(given: AreaDetails, by_code: Mapping[str, Area]) -> dict[str, Any]:
    return {
        "name": given.name,
        "kind": given.kind,
        "geometry": given.geometry,
        "parent_id": by_code[given.parent_code].pk if given.parent_code else None,
    }


def _end_older(details: Sequence[AreaDetails]) -> int:
    """Areas of the same kind and an older vintage are no longer in force."""
    newest = {given.kind: given.vintage for given in details}
    return sum(
        Area.objects.filter(kind=kind, vintage__lt=vintage, valid_to__isnull=True).update(
            valid_to=clock.today()
        )
        for kind, vintage in newest.items()
    )
