"""Bring the wards and small areas of the council's district onto the register."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from carp.council import packs
from register.management.boundaries import (
    Feature,
    FileFault,
    fingerprint,
    gss_code,
    read_features,
    read_rows,
)
from register.models import Area
from register.workflow import AreaDetails, import_areas

WARDS, SMALL_AREAS = "wards-2025-{slug}.geojson", "lsoa-2021-{slug}.geojson"
LOOKUP = "lookup-lsoa21-to-ward24-{slug}.csv"
WARD_VINTAGE, SMALL_AREA_VINTAGE = 2025, 2021


class Command(BaseCommand):
    help = (
        "Import the wards and small areas of the council's district from open data of the "
        "Office for National Statistics: all of them or none. A second run changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dir", type=Path, default=None, help="Folder of the open data (has a folder ons)."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder = (options["dir"] or Path(settings.OPEN_DATA_DIR)) / "ons"
        pack = packs.current()
        wards, small_areas, lookup = (
            folder / name.format(slug=pack.slug) for name in (WARDS, SMALL_AREAS, LOOKUP)
        )
        try:
            details = [
                AreaDetails(
                    pack.identity.area_code, pack.identity.short_name, "district", WARD_VINTAGE
                ),
                *read_wards(wards, pack.identity.area_code),
            ]
            known = {area.code for area in details}
            details += read_small_areas(small_areas, lookup, wards=known)
        except FileFault as fault:
            raise CommandError(f"Nothing was imported. {fault}") from fault
        files = {path.name: fingerprint(path) for path in (wards, small_areas, lookup)}
        done = import_areas(details, by=None, files=files)
        kinds = [area.kind for area in details]
        self.stdout.write(
            f"{kinds.count('ward')} wards and {kinds.count('lsoa')} small areas: "
            f"{done.created} created, {done.changed} changed, {done.unchanged} as before, "
            f"{done.ended} of an older vintage ended."
        )


def read_wards(path: Path, district: str) -> Iterator[AreaDetails]:
    """The wards of one district."""
    found: set[str] = set()
    for feature in read_features(path):
        if feature.code("LAD25CD") == district:
            code = _new_code(feature, "WD25CD", found)
            yield AreaDetails(
                code,
                feature.text("WD25NM"),
                Area.Kind.WARD,
                WARD_VINTAGE,
                parent_code=district,
                geometry=feature.geometry,
            )
    if not found:
        raise FileFault(f"{path.name} has no ward of the district {district}.")


def read_small_areas(path: Path, lookup: Path, *, wards: set[str]) -> Iterator[AreaDetails]:
    """The small areas that the lookup puts into one of the wards."""
    ward_of = dict(_read_lookup(lookup))
    found: set[str] = set()
    for feature in read_features(path):
        code = _new_code(feature, "LSOA21CD", found)
        if code not in ward_of:
            raise FileFault(f"{feature.place} is {code}, of which {lookup.name} says nothing.")
        if ward_of[code] in wards:
            yield AreaDetails(
                code,
                feature.text("LSOA21NM"),
                Area.Kind.LSOA,
                SMALL_AREA_VINTAGE,
                parent_code=ward_of[code],
                geometry=feature.geometry,
            )
    if not any(ward in wards for ward in ward_of.values()):
        raise FileFault(f"{lookup.name} puts no small area into any ward of the district.")


def _read_lookup(path: Path) -> Iterator[tuple[str, str]]:
    for place, row in read_rows(path, ("LSOA21CD", "WD24CD")):
        yield gss_code(row["LSOA21CD"], place), gss_code(row["WD24CD"], place)


def _new_code(feature: Feature, name: str, found: set[str]) -> str:
    code = feature.code(name)
    if code in found:
        raise FileFault(f"{feature.place} is {code}, which the file has given already.")
    found.add(code)
    return code
