"""Reading open boundary files of the Office for National Statistics, trusting nothing in them.

Whatever is wrong becomes a FileFault whose sentence names the file and the feature.
"""

import csv
import hashlib
import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

GSS = re.compile(r"[EWSNKL]\d{8}")
DEGREES = {
    "urn:ogc:def:crs:OGC:1.3:CRS84",
    "urn:ogc:def:crs:EPSG::4326",
    "EPSG:4326",
    "WGS84",
}
# Longitude and latitude of the United Kingdom, with room to spare.
WEST, EAST, SOUTH, NORTH = -9.5, 2.5, 49.0, 61.5
MOST_BYTES = 60_000_000
MOST_POINTS = 60_000
PLACES = 6  # about ten centimetres


class FileFault(ValueError):
    """The file cannot be used; the message says where and why."""


@dataclass(frozen=True)
class Feature:
    """One area of a file: its properties, its boundary, and where it stands for messages."""

    place: str
    properties: Mapping[str, Any]
    geometry: dict[str, Any]

    def text(self, name: str) -> str:
        """A property that must be there and say something."""
        value = self.properties.get(name)
        if not isinstance(value, str) or not value.strip():
            raise FileFault(f"{self.place} has no {name}.")
        return value.strip()

    def code(self, name: str) -> str:
        return gss_code(self.text(name), self.place)


def gss_code(text: str, place: str) -> str:
    """A code of the Government Statistical Service, such as E05009642."""
    if not GSS.fullmatch(text):
        raise FileFault(f"{place} has “{text[:40]}” where a code such as E05009642 belongs.")
    return text


def fingerprint(path: Path) -> str:
    """The hash by which the audit trail names the file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_features(path: Path) -> list[Feature]:
    """Every feature of a GeoJSON file in WGS84."""
    content = _read_json(path)
    if not isinstance(content, dict) or content.get("type") != "FeatureCollection":
        raise FileFault(f"{path.name} is not a GeoJSON collection of features.")
    _check_reference_system(path, content)
    features = content.get("features")
    if not isinstance(features, list) or not features:
        raise FileFault(f"{path.name} holds no features.")
    return [_feature(path, number, item) for number, item in enumerate(features, 1)]


def read_rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[str, dict[str, str]]]:
    """(place for messages, row) of a CSV file that must have these columns, all filled."""
    reader = csv.DictReader(_read_text(path).splitlines(), strict=True)
    try:
        missing = [name for name in columns if name not in (reader.fieldnames or ())]
        if missing:
            raise FileFault(f"{path.name} has no column {', '.join(missing)}.")
        for row in reader:
            place = f"{path.name}, line {reader.line_num},"
            values = {name: (row[name] or "").strip() for name in columns}
            for name, value in values.items():
                if not value:
                    raise FileFault(f"{place} has no {name}.")
            yield place, values
    except csv.Error as error:
        raise FileFault(f"{path.name} is not a CSV file: {error}.") from error


def _read_text(path: Path) -> str:
    if not path.is_file():
        raise FileFault(f"There is no file {path}.")
    if path.stat().st_size > MOST_BYTES:
        raise FileFault(f"{path.name} is larger than {MOST_BYTES // 1_000_000} megabytes.")
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileFault(f"{path.name} is not text in UTF-8.") from error


def _read_json(path: Path) -> Any:
    def refuse(word: str) -> NoReturn:
        raise FileFault(f"{path.name} holds {word}, which is not a number.")

    try:
        return json.loads(_read_text(path), parse_constant=refuse)
    except json.JSONDecodeError as error:
        raise FileFault(f"{path.name} is not JSON: {error.msg}, line {error.lineno}.") from error
    except RecursionError as error:
        raise FileFault(f"{path.name} is nested too deeply to be a boundary file.") from error


def _check_reference_system(path: Path, content: Mapping[str, Any]) -> None:
    """Nothing said means WGS84 (RFC 7946); anything else must be said to be degrees."""
    if content.get("crs") is None:
        return
    try:
        name = content["crs"]["properties"]["name"]
    except (KeyError, TypeError) as error:
        raise FileFault(f"{path.name} has a reference system that cannot be read.") from error
    if name not in DEGREES:
        raise FileFault(
            f"{path.name} is in the reference system “{str(name)[:60]}”. "
            "Export it as GeoJSON in WGS84 (EPSG:4326)."
        )


def _feature(path: Path, number: int, item: Any) -> Feature:
    place = f"{path.name}, feature {number},"
    if not isinstance(item, dict) or not isinstance(item.get("properties"), dict):
        raise FileFault(f"{place} has no properties.")
    return Feature(place, item["properties"], _geometry(item.get("geometry"), place))


def _geometry(geometry: Any, place: str) -> dict[str, Any]:
    """The boundary with its coordinates cut to six places, if it is one."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise FileFault(f"{place} is not a polygon.")
    held = geometry.get("coordinates")
    polygons = _list([held] if kind == "Polygon" else held, place)
    points = sum(len(_list(ring, place)) for rings in polygons for ring in _list(rings, place))
    if points > MOST_POINTS:
        raise FileFault(f"{place} has {points:,} points; {MOST_POINTS:,} are allowed.")
    shapes = [[_ring(ring, place) for ring in rings] for rings in polygons]
    return {"type": kind, "coordinates": shapes[0] if kind == "Polygon" else shapes}


def _list(value: Any, place: str) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise FileFault(f"{place} has a boundary without points.")
    return value


def _ring(ring: list[Any], place: str) -> list[list[float]]:
    points = [_point(point, place) for point in ring]
    if len(points) < 4 or points[0] != points[-1]:
        raise FileFault(f"{place} has a boundary that does not end where it begins.")
    return points


def _point(point: Any, place: str) -> list[float]:
    if not isinstance(point, list) or len(point) < 2:
        raise FileFault(f"{place} has a point that is not a pair of numbers.")
    east, north = point[:2]
    if not _is_number(east) or not _is_number(north):
        raise FileFault(f"{place} has a point that is not a pair of numbers.")
    if abs(east) > 180 or abs(north) > 90:
        raise FileFault(
            f"{place} looks like eastings and northings ({east:g}, {north:g}). "
            "Export it in degrees (WGS84, EPSG:4326)."
        )
    if not (WEST <= east <= EAST and SOUTH <= north <= NORTH):
        raise FileFault(
            f"{place} lies outside the United Kingdom ({east:g}, {north:g}): "
            "each point gives its longitude first."
        )
    return [round(float(east), PLACES), round(float(north), PLACES)]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
