"""Whatever the bytes: a file is received as one of five kinds, or refused with a sentence."""

import io
import tracemalloc
from contextlib import suppress

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFile

from carp.files import intake, kinds, names
from carp.files.refusals import NotTaken
from tests.corpus.uploads import BUILDERS, CANARY

pytestmark = pytest.mark.once

SMALL = sorted(name for name in BUILDERS if not name.startswith(("large", "too_large", "png_larg")))
ENDINGS = st.sampled_from([".jpg", ".png", ".pdf", ".csv", ".txt", ""])
DAMAGE = st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=12)


def received(content: bytes, name: str) -> intake.Received | None:
    """What is kept of it; None where it is refused, and any other error fails the test."""
    upload = SimpleUploadedFile(name, content, "application/octet-stream")
    try:
        return intake.receive(upload)
    except NotTaken:
        return None


@given(build=st.sampled_from(SMALL), ending=ENDINGS, damage=DAMAGE, cut=st.integers(0, 400))
def test_damaged_file_is_refused_or_harmless(build, ending, damage, cut):
    content = bytearray(BUILDERS[build]()[:200_000])
    for place, value in damage:
        if content:
            content[place % len(content)] = value
    kept = received(bytes(content[: len(content) - cut]), f"file{ending}")
    if kept is not None and kept.kind.is_picture:
        assert CANARY not in kept.content
        with Image.open(io.BytesIO(kept.content)) as picture:
            picture.load()


@pytest.mark.parametrize("build", ["png_cut", "png_broken_check", "png_packed_icc", "jpeg_cut"])
def test_half_a_picture_is_none_though_others_in_the_process_make_do_with_it(monkeypatch, build):
    """As WeasyPrint does once it was imported to draw a PDF."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    ending = ".png" if build.startswith("png") else ".jpg"
    assert received(BUILDERS[build](), f"file{ending}") is None
    assert ImageFile.LOAD_TRUNCATED_IMAGES is True


def test_table_of_many_short_lines_takes_little_memory():
    content = b"a,b\n" * 500_000
    upload = SimpleUploadedFile("a.csv", content, "text/csv")
    tracemalloc.start()
    intake.receive(upload)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2 * len(content)


@given(content=st.binary(max_size=2000), ending=ENDINGS)
def test_any_bytes_are_refused_or_one_of_the_kinds(content, ending):
    kept = received(content, f"file{ending}")
    assert kept is None or kept.kind in kinds.KINDS.values()


@given(name=st.text(max_size=400))
def test_any_name_becomes_one_that_misleads_nobody(name):
    shown = names.shown(name)
    assert 1 <= len(shown) <= names.LONGEST
    assert shown.isprintable()
    assert not set(shown) & set("/\\:*?\"<>|;'`$%&")
    assert not shown.startswith((".", "-", " ", "~"))
    assert not names.DEVICE.match(shown)
    with suppress(UnicodeEncodeError):  # a lone surrogate can't be sent in a name
        shown.encode()


@pytest.mark.parametrize("name", ["a.JPG", "a.b.jpg", "a.jpg.", "a.jpg "])
def test_ending_is_what_a_system_goes_by(name):
    assert names.ending(name) == "jpg"
