"""Wards and small areas from open boundary files: all or nothing, and trusting nothing."""

import json
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from carp.audit.models import AuditEvent
from register.models import Area
from tests import make

pytestmark = pytest.mark.django_db
OURS = Path(settings.BASE_DIR, "register", "fixtures_open")
WARDS, SMALL = "wards-2025-west-lindsey.geojson", "lsoa-2021-west-lindsey.geojson"
LOOKUP = "lookup-lsoa21-to-ward24-west-lindsey.csv"
REAL = Path(settings.OPEN_DATA_DIR)


def run(folder: Path) -> str:
    out = StringIO()
    call_command("import_areas", "--dir", str(folder), stdout=out)
    return out.getvalue()


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(OURS, tmp_path / "open"))


def change(folder: Path, name: str, act) -> None:
    """Let ``act`` change the JSON of a file."""
    path = folder / "ons" / name
    content = json.loads(path.read_text())
    act(content)
    path.write_text(json.dumps(content))


def test_our_own_squares_stand_in_for_the_district():
    assert "20 wards and 17 small areas: 38 created, 0 changed, 0 as before" in run(OURS)
    ward = Area.objects.wards().get(code="E05009642")
    assert (ward.name, ward.parent.code) == ("Gainsborough South-West", "E07000142")
    inside = ward.children.values_list("code", flat=True)
    assert list(inside) == ["E01026382", "E01026383", "E01026384"]


def test_a_second_run_changes_nothing_and_is_not_audited_again():
    run(OURS)
    assert "0 created, 0 changed, 38 as before" in run(OURS)
    event = AuditEvent.objects.get(action="register.import_areas")
    assert event.by is None
    assert event.after["created"] == 38
    assert set(event.after["files"]) == {WARDS, SMALL, LOOKUP}


@pytest.mark.slow
@pytest.mark.skipif(REAL == OURS or not (REAL / "ons" / WARDS).is_file(), reason="no open data")
def test_the_real_district():
    assert "20 wards and 53 small areas: 74 created" in run(REAL)
    assert "0 created, 0 changed, 74 as before" in run(REAL)
    ward = Area.objects.get(code="E05009642")
    assert ward.children.count() == 3


def test_a_changed_name_is_taken_over(folder):
    run(folder)
    change(folder, WARDS, lambda c: c["features"][0]["properties"].update(WD25NM="Bardney Abbey"))
    assert "0 created, 1 changed, 37 as before" in run(folder)
    assert Area.objects.get(code="E05009636").name == "Bardney Abbey"


def test_an_older_vintage_ends_and_stays(folder):
    old = make.area("E05009642", vintage=2015)
    assert "1 of an older vintage ended" in run(folder)
    old.refresh_from_db()
    assert old.valid_to is not None
    assert Area.objects.wards().get(code="E05009642").vintage == 2025


def test_wards_of_other_districts_are_left_out(folder):
    change(folder, WARDS, lambda c: c["features"][0]["properties"].update(LAD25CD="E07000136"))
    assert "19 wards" in run(folder)


def _features(content):
    return content["features"]


def _crs(content):
    content["crs"]["properties"]["name"] = "urn:ogc:def:crs:EPSG::27700"


def _eastings(content):
    _features(content)[2]["geometry"]["coordinates"][0][1] = [511444, 375473]


def _swapped(content):
    _features(content)[0]["geometry"]["coordinates"][0][1] = [53.3, -0.7]


def _missing(content):
    del _features(content)[4]["properties"]["WD25NM"]


def _blank(content):
    _features(content)[4]["properties"]["WD25NM"] = " "


def _bad_code(content):
    _features(content)[4]["properties"]["WD25CD"] = "Bardney"


def _twice(content):
    _features(content).append(_features(content)[0])


def _point(content):
    _features(content)[0]["geometry"] = {"type": "Point", "coordinates": [-0.7, 53.3]}


def _open_ring(content):
    _features(content)[0]["geometry"]["coordinates"][0].pop()


def _no_geometry(content):
    _features(content)[0]["geometry"] = None


def _many_points(content):
    ring = _features(content)[0]["geometry"]["coordinates"][0]
    ring[1:1] = [[-0.7, 53.3]] * 60_000


def _word(content):
    _features(content)[0]["geometry"]["coordinates"][0][1] = ["a", "b"]


def _short_point(content):
    _features(content)[0]["geometry"]["coordinates"][0][1] = [-0.7]


def _empty_ring(content):
    _features(content)[0]["geometry"]["coordinates"] = [[]]


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (_crs, "is in the reference system “urn:ogc:def:crs:EPSG::27700”. Export it as GeoJSON"),
        (lambda c: c.update(crs=7), "has a reference system that cannot be read"),
        (_eastings, "feature 3, looks like eastings and northings (511444, 375473)"),
        (_swapped, "feature 1, lies outside the United Kingdom (53.3, -0.7)"),
        (_missing, "feature 5, has no WD25NM."),
        (_blank, "feature 5, has no WD25NM."),
        (_bad_code, "feature 5, has “Bardney” where a code such as E05009642 belongs."),
        (_twice, "feature 21, is E05009636, which the file has given already."),
        (_point, "feature 1, is not a polygon."),
        (_no_geometry, "feature 1, is not a polygon."),
        (_open_ring, "feature 1, has a boundary that does not end where it begins."),
        (_many_points, "feature 1, has 60,005 points; 60,000 are allowed."),
        (_word, "feature 1, has a point that is not a pair of numbers."),
        (_short_point, "feature 1, has a point that is not a pair of numbers."),
        (_empty_ring, "feature 1, has a boundary without points."),
        (lambda c: c["features"].append({}), "feature 21, has no properties."),
        (lambda c: c.update(features=[]), "holds no features."),
        (lambda c: c.update(type="Feature"), "is not a GeoJSON collection of features."),
        (lambda c: c.update(features=c["features"][1:]), "no ward"),
    ],
)
def test_a_bad_ward_file_fails_whole_with_a_sentence(folder, act, sentence):
    def for_all(content):
        act(content)
        if sentence == "no ward":
            for feature in content["features"]:
                feature["properties"]["LAD25CD"] = "E07000136"

    change(folder, WARDS, for_all)
    with pytest.raises(CommandError) as caught:
        run(folder)
    assert str(caught.value).startswith(f"Nothing was imported. {WARDS}")
    assert sentence in str(caught.value)
    assert not Area.objects.exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"type": "FeatureCollection", "features": [NaN]}', "holds NaN, which is not a number"),
        ('{"type": "FeatureCollection"', "is not JSON"),
        ("[" * 100_000, "is nested too deeply"),
        ("[]", "is not a GeoJSON collection"),
    ],
)
def test_a_file_that_is_not_geojson_is_refused(folder, text, sentence):
    (folder / "ons" / WARDS).write_text(text)
    with pytest.raises(CommandError, match=sentence):
        run(folder)


def test_a_file_that_is_not_utf8_is_refused(folder):
    (folder / "ons" / WARDS).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CommandError, match="is not text in UTF-8"):
        run(folder)


@pytest.mark.parametrize("name", [WARDS, SMALL, LOOKUP])
def test_a_missing_file_is_named(folder, name):
    (folder / "ons" / name).unlink()
    with pytest.raises(CommandError, match=f"There is no file .*{name}"):
        run(folder)
    assert not Area.objects.exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("LSOA21CD,WARD\n", "has no column WD24CD."),
        ("LSOA21CD,WD24CD\nE01026382,\n", "line 2, has no WD24CD."),
        ("LSOA21CD,WD24CD\nE01026382\n", "line 2, has no WD24CD."),
        ("LSOA21CD,WD24CD\nE01026382,Gainsborough\n", "line 2, has “Gainsborough” where a code"),
        ("LSOA21CD,WD24CD\nE01026382,E05009642\n", "is E01026374, of which lookup"),
        ('LSOA21CD,WD24CD\n"E01026382,E05009642\n', "is not a CSV file"),
    ],
)
def test_a_bad_lookup_fails_whole_with_a_sentence(folder, text, sentence):
    (folder / "ons" / LOOKUP).write_text(text)
    with pytest.raises(CommandError) as caught:
        run(folder)
    assert sentence in str(caught.value)
    assert not Area.objects.exists()


def test_small_areas_of_no_ward_of_ours_are_refused(folder):
    path = folder / "ons" / LOOKUP
    path.write_text(path.read_text().replace("E050096", "E050001"))
    with pytest.raises(CommandError, match="puts no small area into any ward"):
        run(folder)


def test_a_huge_file_is_not_read(folder, monkeypatch):
    monkeypatch.setattr("register.management.boundaries.MOST_BYTES", 100)
    with pytest.raises(CommandError, match="is larger than"):
        run(folder)
