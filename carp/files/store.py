"""Where the bytes lie: under random names that say nothing, in the storage of the installation."""

import errno
import hashlib
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from carp.accounts.verdicts import Refused
from carp.files.intake import NO_ROOM, Received
from carp.files.refusals import NoRoom

FOLDER = "evidence"
GONE = "This file is not on our disk any more. Tell whoever looks after the portal."
CHANGED = (
    "This file was changed on our disk after it came in, so it is not given out. Tell whoever "
    "looks after the portal."
)


class NotAsStored(Refused):
    """The bytes are gone, or they are not those whose hash was kept."""


@dataclass(frozen=True)
class Stored:
    """Where the bytes are, how many, and by which hash they are known."""

    place: str
    size: int
    sha256: str


def put(received: Received) -> Stored:
    """Write the bytes whole, or nothing of them; raises NoRoom."""
    token = secrets.token_hex(20)
    place = f"{FOLDER}/{token[:2]}/{token}"
    content = received.content
    try:
        kept = default_storage.save(place, ContentFile(content))
    except OSError as error:
        remove(place)
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO):
            raise NoRoom(NO_ROOM) from error
        raise
    return Stored(kept, len(content), hashlib.sha256(content).hexdigest())


def get(place: str, *, sha256: str) -> bytes:
    """The bytes as they came in; raises NotAsStored where they are not those any more."""
    try:
        with default_storage.open(place) as file:
            content = bytes(file.read())
    except FileNotFoundError as error:
        raise NotAsStored(GONE) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise NotAsStored(CHANGED)
    return content


def remove(place: str) -> None:
    """Delete the bytes; what is gone already is as it should be."""
    with suppress(OSError):
        default_storage.delete(place)


def settled(*, before: datetime) -> Iterator[list[str]]:
    """Everything stored before a moment, a folder at a time."""
    if not default_storage.exists(FOLDER):
        return
    for folder in default_storage.listdir(FOLDER)[0]:
        names = default_storage.listdir(f"{FOLDER}/{folder}")[1]
        places = [f"{FOLDER}/{folder}/{name}" for name in names]
        yield [place for place in places if _is_older(place, before)]


def _is_older(place: str, moment: datetime) -> bool:
    try:
        return default_storage.get_modified_time(place) < moment
    except FileNotFoundError:  # removed since the folder was read
        return False
