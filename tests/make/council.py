"""The council pack: West Lindsey's as plain data to change, and rows of other versions."""

from copy import deepcopy
from pathlib import Path
from typing import Any

from django.conf import settings

from carp import clock
from carp.council import packs
from carp.council.models import CouncilPack, ReferenceCounter
from carp.council.source import pack_files, read_source

_west_lindsey = read_source(pack_files(Path(settings.COUNCIL_PACK))).data


def pack_data() -> dict[str, Any]:
    """What West Lindsey's files hold, to be changed freely."""
    return deepcopy(_west_lindsey)


def council_pack(**changes: Any) -> CouncilPack:
    """A version that is not in force, different from every other by its slug."""
    slug = changes.pop("slug", f"elsewhere-{CouncilPack.objects.count()}")
    content = packs.parse(pack_data() | {"slug": slug} | changes).content()
    return CouncilPack.objects.create(
        slug=slug, content_hash=packs.hash_of(content), content=content, loaded_at=clock.now()
    )


def reference_counter(prefix: str = "XYZ", **fields: Any) -> ReferenceCounter:
    return ReferenceCounter.objects.create(**{"prefix": prefix, "year": 2026} | fields)
