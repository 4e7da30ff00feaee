"""What an installation starts from: the council pack and its areas; and the demonstration."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from carp.accounts.models import User
from carp.council import packs
from carp.council.models import CouncilPack
from carp.demo import (
    conversation,
    deciding,
    desks,
    journey,
    meetings,
    partnership,
    people,
    protected,
    recent,
)
from carp.demo.journey import monitoring
from carp.demo.narrator import Narrator
from register.models import Area

REMOVED = "demonstration-removed"


def lay_base() -> None:
    """Put a council pack in force and import the areas, where they are missing."""
    if not CouncilPack.objects.filter(in_force=True).exists():
        packs.load(settings.COUNCIL_PACK)
    if not Area.objects.exists():
        call_command("import_areas", verbosity=0)


def is_empty() -> bool:
    """Whether nobody has an account yet."""
    return not User.objects.exists()


@transaction.atomic
def load_demonstration(say: Callable[[str], None]) -> None:
    """Play the main journey and what happened of late; all of it or nothing."""
    tell = Narrator(say=say, people=people.settle())
    journey.play(tell)
    recent.play(tell)
    desks.play(tell)
    partnership.play(tell)
    meetings.play(tell)
    deciding.play(tell)
    conversation.play(tell)
    protected.play(tell)
    monitoring.play(tell)


def forget_demonstration(data: Path) -> None:
    """Remove the embedded database and files; the mark keeps the demonstration from coming back."""
    for name in ("portal.sqlite3", "portal.sqlite3-wal", "portal.sqlite3-shm"):
        (data / name).unlink(missing_ok=True)
    for folder in (settings.MEDIA_ROOT, data / "queue"):
        _empty(folder)
    (data / REMOVED).touch()


def _empty(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True) if folder.is_dir() else ():
        path.rmdir() if path.is_dir() else path.unlink()
