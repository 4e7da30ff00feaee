"""Charts and maps: presentation attributes only, a name in words, and never a colour alone."""

from typing import Any
from xml.etree import ElementTree

import pytest

from carp.documents import charts, maps, matrix
from carp.documents.report import Chart, Kind, Look, Matrix, ReportFault, Series
from carp.documents.tones import AMOUNT, RISK, SERIES, spread
from tests.make.documents import risk, sources, square, ward_map

pytestmark = pytest.mark.once

SVG = "{http://www.w3.org/2000/svg}"


def series(count, values=(4, 9, 0)):
    return tuple(Series(f"Series {place}", values) for place in range(count))


KINDS: tuple[tuple[Any, Kind], ...] = (
    ("bar", Kind.NUMBER),
    ("stacked", Kind.POUNDS),
    ("line", Kind.DAYS),
)
MONTHS = ("July", "August", "September")
PICTURES: dict[str, tuple[Any, Any]] = {
    **{
        f"{kind} of {count}": (
            charts.draw,
            Chart(kind, "By month", "Month", MONTHS, series(count), unit),
        )
        for kind, unit in KINDS
        for count in (1, 2, 4, 5)
    },
    "withheld": (charts.draw, sources()),
    "matrix": (matrix.draw, risk()),
    "map": (maps.draw, ward_map()),
}


def picture(name):
    draw, chart = PICTURES[name]
    return ElementTree.fromstring(draw(chart, key="f1"))  # noqa: S314 - our own drawing


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_has_role_name_and_font_and_neither_style_nor_script(name):
    root = picture(name)

    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text
    assert "Source Sans 3" in root.get("font-family")
    assert root.get("viewBox").startswith("0 0 400 ")
    for element in root.iter():
        assert element.tag.removeprefix(SVG) not in {
            "style",
            "script",
            "image",
            "foreignObject",
            "a",
        }
        assert not any(key == "style" or key.startswith("on") for key in element.attrib)


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_stays_within_its_frame(name):
    root = picture(name)
    _, _, wide, high = map(float, root.get("viewBox").split())

    for box in root.findall(f"{SVG}rect"):
        left, top = float(box.get("x", 0)), float(box.get("y", 0))
        assert 0 <= left <= left + float(box.get("width")) <= wide + 0.2
        assert 0 <= top <= top + float(box.get("height")) <= high + 0.2
    for text in root.findall(f"{SVG}text"):
        assert 0 <= float(text.get("x")) <= wide
        assert 0 <= float(text.get("y")) <= high


def words(root):
    return [text.text for text in root.iter(f"{SVG}text")]


def test_every_label_value_and_withheld_value_is_written():
    written = words(picture("withheld"))

    assert {"8", "6", "4", "3", "fewer than 5", "More complaints"} <= set(written)


def test_series_are_told_apart_by_words_and_patterns():
    root = picture("stacked of 4")

    assert {f"Series {place}" for place in range(4)} <= set(words(root))
    assert len(list(root.iter(f"{SVG}pattern"))) == 3


def test_lines_are_told_apart_by_dashes():
    lines = [p for p in picture("line of 4").iter(f"{SVG}path") if p.get("stroke-width") == "2.5"]

    assert len({line.get("stroke-dasharray") for line in lines}) == 4


def test_a_line_has_a_gap_where_nothing_is_known():
    chart = Chart("line", "t", "m", ("a", "b", "c"), (Series("s", (1, None, 3)),))

    (line,) = [
        path.get("d")
        for path in ElementTree.fromstring(charts.draw(chart, key="k")).iter(f"{SVG}path")  # noqa: S314
        if path.get("stroke-width") == "2.5"
    ]
    assert str(line).count("M") == 2


def test_a_stack_with_a_withheld_part_shows_no_total():
    parts = (Series("Board", (7,)), Series("Team", ("fewer than 5",)))
    drawn = charts.draw(Chart("stacked", "t", "m", ("July",), parts), key="k")

    assert words(ElementTree.fromstring(drawn)).count("7") == 1  # noqa: S314


def test_all_noughts_can_be_drawn():
    for kind in ("bar", "stacked", "line"):
        assert charts.draw(Chart(kind, "t", "m", ("a",), series(2, (0,))), key="k")


@pytest.mark.parametrize(
    ("most", "unit", "ticks"),
    [
        (0, Kind.NUMBER, [0, 1]),
        (3, Kind.NUMBER, [0, 1, 2, 3]),
        (19, Kind.NUMBER, [0, 5, 10, 15, 20]),
        (101, Kind.NUMBER, [0, 50, 100, 150]),
        (6_500_00, Kind.POUNDS, [0, 2_000_00, 4_000_00, 6_000_00, 8_000_00]),
        (15, Kind.DAYS, [0, 10, 20]),
    ],
)
def test_ticks_are_round_and_reach_above_the_largest_value(most, unit, ticks):
    assert charts.ticks(most, unit) == ticks


def test_the_matrix_names_the_band_in_every_square():
    written = words(picture("matrix"))

    assert written.count("Severe") == 1
    assert sum(written.count(band) for band in ("Low", "Medium", "High", "Severe")) == 16


def test_a_council_draws_its_bands_in_its_own_colours_and_patterns():
    words = ("plain", "dots", "lines", "cross", "bars", "solid")
    looks = tuple(Look(f"#{place}0{place}0ff", "#ffffff", word) for place, word in enumerate(words))
    one = (tuple(range(6)),)
    grid = Matrix("t", "up", ("1",), "across", words, words, one, ((0,) * 6,), looks)

    root = ElementTree.fromstring(matrix.draw(grid, key="k"))  # noqa: S314

    assert len(list(root.iter(f"{SVG}pattern"))) == 4
    fills = [box.get("fill") for box in root.iter(f"{SVG}rect")]
    assert {look.colour for look in looks} <= set(fills)


def test_every_band_has_its_look_or_none_has():
    look = Look("#ffffff", "#000000", "plain")
    with pytest.raises(ReportFault, match="a look for each band"):
        Matrix("t", "u", ("1",), "a", ("1",), ("Low", "High"), ((0,),), ((0,),), (look,))
    with pytest.raises(ReportFault, match="colour"):
        Look("red", "#000000", "plain")


@pytest.mark.parametrize("tones", [SERIES, RISK, AMOUNT])
@pytest.mark.parametrize("count", range(1, 8))
def test_bands_have_tones_from_mild_to_strong(tones, count):
    chosen = spread(tones, count)

    assert len(chosen) == count
    assert chosen[0] == tones[0]
    assert count > len(tones) or len(set(chosen)) == count


def test_the_map_names_value_and_band_of_each_area():
    titles = [title.text for title in picture("map").iter(f"{SVG}title")]

    assert titles[1:] == [
        "Northfield: 7, 6 or more",
        "Eastgate: 3, 3 to 5",
        "Southey: 1, 1 or 2",
        "Westmoor: Not known, No data",
    ]
    assert {"6 or more", "3 to 5", "1 or 2", "No data", "7"} <= set(words(picture("map")))


def test_neighbours_still_share_their_edge_after_snapping():
    east, west = (maps.area("E1", "Area", square(place), value=1, band=0) for place in (1, 0))

    shared = set(zip(east.rings[0][::2], east.rings[0][1::2], strict=True)) & set(
        zip(west.rings[0][::2], west.rings[0][1::2], strict=True)
    )
    assert len(shared) == 2


NOT_A_NUMBER = float("nan")


@pytest.mark.parametrize(
    "geometry",
    [
        {},
        {"type": "Point", "coordinates": [0, 0]},
        {"type": "Polygon"},
        {"type": "Polygon", "coordinates": None},
        {"type": "Polygon", "coordinates": [[[NOT_A_NUMBER, 53.0]]]},
        {"type": "Polygon", "coordinates": [[[float("inf"), 53.0]]]},
        {"type": "Polygon", "coordinates": [[[True, 53.0]]]},
        {"type": "Polygon", "coordinates": [[["0", "53"]]]},
        {"type": "Polygon", "coordinates": [[[]]]},
        {"type": "Polygon", "coordinates": [[0, 53]]},
        {"type": "Polygon", "coordinates": [[[481581, 388912]]]},
        {"type": "Polygon", "coordinates": [[[0.0, 53.0]] * 60_001]},
        {"type": "MultiPolygon", "coordinates": [[[[0.0, 53.0]]]] * 2_001},
        {"type": "MultiPolygon", "coordinates": 7},
    ],
)
def test_a_boundary_that_is_not_one_is_refused_with_its_name(geometry):
    with pytest.raises(ReportFault, match="The boundary of Northfield"):
        maps.area("E1", "Northfield", geometry, value=1, band=0)


def test_a_map_without_any_boundary_is_refused():
    with pytest.raises(ReportFault, match="at least one area"):
        maps.draw(type(ward_map())("t", "n", ("a",), (), "source"), key="k")
