"""The council's pack: which one is in force, what an older one said, and loading a new one.

A pack is a folder of TOML beside this file (`west-lindsey/`). Loading stores it as an immutable
row named by its content; whatever was decided under an older version points to that version.
"""

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from django.db import transaction

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.council.models import CouncilPack
from carp.council.pack import Pack
from carp.council.schema import Reader
from carp.council.validator import read_pack
from carp.governance import workflow as governance

FRESH_SECONDS = 5.0


class NoPackInForce(LookupError):
    """Nothing can be shown or judged without a pack."""

    def __init__(self) -> None:
        super().__init__(
            "No council pack is in force. Load one: "
            "python manage.py council load carp/council/packs/west-lindsey"
        )


@dataclass
class _Known:
    """What this process remembers: the row in force, for a moment; versions, for good."""

    version: CouncilPack | None = None
    checked_at: float = 0.0


_known = _Known()
_hashes: dict[int, str] = {}
_parsed: dict[str, Pack] = {}


def current() -> Pack:
    """The pack in force."""
    return of(current_version().pk)


def current_version() -> CouncilPack:
    """The row in force, for a record to point to; looked up again after a few seconds."""
    version, age = _known.version, time.monotonic() - _known.checked_at
    if version is None or age > FRESH_SECONDS:
        version = CouncilPack.objects.filter(in_force=True).defer("content").first()
        if version is None:
            raise NoPackInForce
        _hashes[version.pk] = version.content_hash
        _known.version, _known.checked_at = version, time.monotonic()
    return version


def of(version_id: int) -> Pack:
    """The pack as it was in one version; a version never changes, so it is kept for good."""
    pack = _parsed.get(_hashes.get(version_id, ""))
    if pack is None:
        row = CouncilPack.objects.only("content_hash", "content").get(pk=version_id)
        _hashes[version_id] = row.content_hash
        pack = _parsed.setdefault(row.content_hash, parse(row.content))
    return pack


def named(content_hash: str) -> Pack:
    """The pack of that content, as what was frozen under it names it."""
    pack = _parsed.get(content_hash)
    if pack is None:
        row = CouncilPack.objects.only("content").get(content_hash=content_hash)
        pack = _parsed.setdefault(content_hash, parse(row.content))
    return pack


def forget() -> None:
    """Look at the database again; what is remembered by content stays true whatever happens."""
    _known.version = None
    _hashes.clear()


def parse(content: Mapping[str, Any]) -> Pack:
    """A stored pack; it was examined when it was loaded."""
    reader = Reader()
    pack = reader.read(Pack, content)
    if not isinstance(pack, Pack):
        raise TypeError(f"The stored pack cannot be read: {reader.problems}")
    return pack


def hash_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def load(folder: FilePath | str, *, by: User | None = None, reason: str = "") -> CouncilPack:
    """Store a pack if it is new and put it in force; raises PackFaults with every fault.

    `by=None` is the portal itself, at installation or from the command line.
    """
    if by is not None and not by.may(Capability.COUNCIL_CONFIGURE):
        raise Refused("Only an administrator can change the council pack.")
    pack = read_pack(FilePath(folder))
    content = pack.content()
    CouncilPack.objects.select_for_update().order_by("pk").first()  # one at a time
    previous = CouncilPack.objects.filter(in_force=True).first()
    version, _ = CouncilPack.objects.get_or_create(
        content_hash=hash_of(content),
        defaults={"slug": pack.slug, "content": content, "loaded_at": clock.now()},
    )
    if version == previous:
        return version
    if previous is not None:
        previous.in_force = False
        previous.save(update_fields=["in_force"])
    version.in_force = True
    version.save(update_fields=["in_force"])
    governance.sync_groups([_group(group) for group in content["groups"]])
    forget()
    transaction.on_commit(forget)
    trail.record(
        "council.load",
        version,
        by=by,
        capability=Capability.COUNCIL_CONFIGURE,
        before={"in_force": previous and previous.content_hash},
        after={"in_force": version.content_hash},
        reason=reason,
    )
    return version


def _group(group: Mapping[str, Any]) -> dict[str, Any]:
    """What governance keeps of a group."""
    kept = ("code", "name", "kind", "quorum", "cadence_min_days", "cadence_max_days")
    return {key: group[key] for key in (*kept, "parent", "valid_from")}
