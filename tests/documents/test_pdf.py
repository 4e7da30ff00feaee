"""The PDF: tagged, named, reproducible, and closed to the world."""

import hashlib
import os
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from io import BytesIO
from itertools import pairwise

import pikepdf
import pytest

from carp.documents import json, pdf
from tests.make.documents import report_object

pytestmark = pytest.mark.once

DRAW_AGAIN = """
import sys, django
django.setup()
from carp.documents import json, pdf
report = json.loads(open(sys.argv[1]).read())
sys.stdout.buffer.write(pdf.render(report))
"""


@pytest.fixture(scope="module")
def drawn():
    return pdf.render(report_object())


@pytest.fixture
def opened(drawn):
    with pikepdf.open(BytesIO(drawn)) as document:
        yield document


def structure(node):
    """Every structure element below a node, in reading order."""
    children = node.get("/K")
    if children is None:
        return
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from structure(child)


def tagged(document, *names):
    return [each for each in structure(document.Root.StructTreeRoot) if str(each.S)[1:] in names]


@pytest.mark.slow
def test_it_is_tagged_and_says_its_language_title_author_and_dates(opened):
    info = opened.docinfo

    assert opened.Root.MarkInfo.Marked
    assert opened.Root.ViewerPreferences.DisplayDocTitle
    assert str(opened.Root.Lang) == "en-GB"
    assert str(info.Title).startswith("Communities at risk: progress and delivery: Quarter 2")
    assert str(info.Author) == "West Lindsey District Council"
    assert str(info.CreationDate) == str(info.ModDate) == "D:20241021083005Z"
    with opened.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


@pytest.mark.slow
def test_it_has_bookmarks_for_every_heading(opened):
    with opened.open_outline() as outline:
        found = [(item.title, [inner.title for inner in item.children]) for item in outline.root]

    assert found[1:] == [
        ("Contents", []),
        ("Summary", []),
        (
            "Triggers",
            ["Received, assessed and closed", "Assessment and outcomes", "Where the concerns are"],
        ),
        ("Communities and plans", []),
        ("The fund", []),
    ]


@pytest.mark.slow
def test_headings_start_at_one_and_none_is_skipped(opened):
    levels = [int(str(each.S)[2:]) for each in tagged(opened, "H1", "H2", "H3")]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


@pytest.mark.slow
def test_every_picture_has_its_words_and_every_cell_its_headers(opened):
    pictures, cells = tagged(opened, "Figure"), tagged(opened, "TD")

    assert len(pictures) == 5
    assert all(str(picture.Alt) for picture in pictures)
    assert cells
    assert all(cell.A.Headers for cell in cells)


@pytest.mark.slow
def test_only_embedded_fonts_are_used(opened):
    fonts = [
        descendant.FontDescriptor
        for each in opened.objects
        if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/Font"
        for descendant in each.get("/DescendantFonts", [])
    ]

    assert fonts
    assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)


@pytest.mark.slow
def test_the_same_report_gives_the_same_bytes_in_another_process_and_time_zone(drawn, tmp_path):
    snapshot = tmp_path / "snapshot.json"
    snapshot.write_bytes(json.render(report_object()))
    hashes = {hashlib.sha256(drawn).hexdigest()}
    for zone, seed, day in (("Pacific/Auckland", "1", "0"), ("America/Los_Angeles", "77", "99")):
        elsewhere = {
            **os.environ,
            "TZ": zone,
            "PYTHONHASHSEED": seed,
            "SOURCE_DATE_EPOCH": day,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
        }
        again = subprocess.run(
            [sys.executable, "-c", DRAW_AGAIN, snapshot],
            env=elsewhere,
            capture_output=True,
            check=True,
        )
        hashes.add(hashlib.sha256(again.stdout).hexdigest())

    assert len(hashes) == 1


@contextmanager
def listener():
    """A port of this machine that counts who comes."""
    came = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        over = threading.Event()

        def listen():
            while not over.is_set():
                try:
                    caller, _ = server.accept()
                except TimeoutError:
                    continue
                came.append(caller)
                caller.close()

        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}/x.png", came
        finally:
            over.set()
            thread.join()


@pytest.mark.slow
@pytest.mark.parametrize(
    "markup",
    [
        '<img src="{url}">',
        '<link rel="stylesheet" href="{url}">',
        '<link rel="attachment" href="{url}">',
        "<style>@import url({url});</style>",
        "<style>body {{ background: url({url}) }}</style>",
        "<style>@font-face {{ font-family: a; src: url({url}) }} body {{ font-family: a }}</style>",
        '<object data="{url}"></object>',
        '<svg viewBox="0 0 9 9"><image href="{url}" width="9" height="9"/></svg>',
    ],
)
def test_nothing_can_make_it_call_the_network(markup):
    with listener() as (url, came):
        page = f"<html lang=en><title>t</title><body>text {markup.format(url=url)}"
        with pytest.raises(pdf.PdfRefused, match="outside itself"):
            pdf.draw(page, identifier="x")

    assert came == []


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/hostname",
        "static:../manage.py",
        "static:%2e%2e/manage.py",
        "static:/etc/hostname",
        "static:///etc/hostname",
        "ftp://127.0.0.1/x",
    ],
)
def test_it_reads_no_file_but_our_own_static_ones(address):
    with pytest.raises(pdf.PdfRefused, match="outside itself"):
        pdf.draw(f'<html lang=en><title>t</title><img src="{address}">', identifier="x")


def test_a_link_out_of_the_static_folder_is_refused(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    (tmp_path / "static").mkdir()
    (tmp_path / "secret").write_text("x")
    (tmp_path / "static" / "inside").symlink_to(tmp_path / "secret")

    with pytest.raises(pdf.PdfRefused, match="own files"):
        pdf.static_file("inside")


def test_fonts_are_named_only_where_they_are(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    fonts = tmp_path / "static" / "build" / "fonts"
    fonts.mkdir(parents=True)
    assert pdf.font_faces() == ""

    (fonts / "source-sans-3-latin-400-normal.woff2").touch()
    assert pdf.font_faces().count("@font-face") == 1


@pytest.mark.parametrize("fault", [OSError("cannot load library 'libpango-1.0-0'"), ImportError()])
def test_where_pango_is_missing_the_sentence_names_the_packages(monkeypatch, fault):
    def missing(name, *args, **kwargs):
        if name.startswith("weasyprint"):
            raise fault
        return imported(name, *args, **kwargs)

    imported = __import__
    monkeypatch.setattr("builtins.__import__", missing)

    with pytest.raises(pdf.PdfUnavailable, match="libpango-1.0-0, libpangoft2-1.0-0"):
        pdf.render(report_object())
    assert "libharfbuzz-subset0" in pdf.unavailable()


@pytest.mark.slow
def test_this_machine_can_make_pdfs_with_a_safe_weasyprint():
    assert pdf.unavailable() == ""


def test_an_older_weasyprint_is_refused(monkeypatch):
    monkeypatch.setattr(pdf, "LEAST_VERSION", 9_999)

    assert "9999 or later" in pdf.unavailable()
