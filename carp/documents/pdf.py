"""A report as a tagged PDF (PDF/UA-1).

The only place that imports WeasyPrint, and only when a PDF is wanted. The same report gives the
same bytes in any process and time zone: every date in the file is the report's own.
"""

import atexit
import contextlib
import ctypes
import gc
import os
import sys
import threading
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from django.conf import settings

from carp.documents import html, json
from carp.documents.report import Report

VARIANT = "pdf/ua-1"
LEAST_VERSION = 70
STATIC_SCHEME = "static"
FONT_FAMILY = "Source Sans 3"
FONT_FILES = "build/fonts/source-sans-3-{subset}-{weight}-normal.woff2"
# The subset's own range must be named, or the last font read would hide the others.
SUBSETS = {
    "latin": "U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+2000-206F, "
    "U+20AC, U+2122, U+2191, U+2193, U+2212, U+2215",
    "latin-ext": "U+0100-0130, U+0132-0151, U+0154-02BA, U+1E00-1E9F, U+1EF2-1EFF, U+20A0-20AB, "
    "U+20AD-20C0, U+2C60-2C7F, U+A720-A7FF",
}
WEIGHTS = (400, 600, 700)
FONT_CLOCK = "SOURCE_DATE_EPOCH"
# The collector and the font clock are the process's, and people print receipts at once.
ONE_AT_A_TIME = threading.Lock()
LIBRARIES = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0")
MISSING = (
    "PDFs can't be made on this machine, because Pango is missing. Install the packages "
    "libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0 (Debian and Ubuntu), "
    "pango (Fedora, Alpine and macOS), then try again. Everything else works without it."
)


class PdfUnavailable(RuntimeError):
    """This machine can't make PDFs; the message says what to install."""


class PdfRefused(RuntimeError):
    """The report asked for something outside itself."""


def render(report: Report, *, colophon: str = html.COLOPHON) -> bytes:
    """The PDF of a report."""
    return draw(html.page(report, colophon=colophon), identifier=json.digest(report))


def render_sheet(report: Report) -> bytes:
    """The PDF of a report of one page."""
    return draw(html.sheet(report), identifier=json.digest(report))


def draw(page: str, *, identifier: str) -> bytes:
    """The PDF of a page, drawn with the cyclic collector off: a sixth of a long one's time."""
    weasyprint = _weasyprint()
    fetcher = _fetcher(weasyprint)
    with ONE_AT_A_TIME, _collector_off(), _undated_fonts():
        fonts, style = _fonts(font_faces())
        drawn = weasyprint.HTML(string=page, url_fetcher=fetcher).write_pdf(
            stylesheets=[style],
            font_config=fonts,
            pdf_variant=VARIANT,
            pdf_identifier=identifier.encode(),
        )
    if fetcher.refused:
        raise PdfRefused(f"The report asked for something outside itself: {fetcher.refused[0]}")
    return bytes(drawn)


def unavailable() -> str:
    """Why this machine can't make PDFs, or nothing."""
    try:
        _weasyprint()
    except PdfUnavailable as reason:
        return str(reason)
    return ""


def font_faces() -> str:
    """The font of the front-end packages where installed; else the system's sans-serif is taken."""
    faces = [
        f'@font-face {{ font-family: "{FONT_FAMILY}"; font-weight: {weight}; '
        f"unicode-range: {ranges}; src: url({STATIC_SCHEME}:{path}) }}"
        for subset, ranges in SUBSETS.items()
        for weight in WEIGHTS
        if static_file(path := FONT_FILES.format(subset=subset, weight=weight)).is_file()
    ]
    return "\n".join(faces)


@lru_cache(maxsize=1)
def _fonts(faces: str) -> tuple[Any, Any]:
    """The fonts and the style that names them, unpacked once: longer than a receipt is drawn."""
    weasyprint = _weasyprint()
    fonts = weasyprint.text.fonts.FontConfiguration()
    fetcher = _fetcher(weasyprint)
    atexit.register(_fonts.cache_clear)  # they have a folder of their own, to be removed in time
    return fonts, weasyprint.CSS(string=faces, font_config=fonts, url_fetcher=fetcher)


def static_file(path: str) -> Path:
    """A file of our own static folder, and of nowhere else: not by dots, not by a link."""
    root = (settings.BASE_DIR / "static").resolve()
    found = (root / unquote(path)).resolve()
    if not found.is_relative_to(root):
        raise PdfRefused(f"“{path}” is not one of the portal's own files.")
    return found


def has_libraries() -> bool:
    """Asks Linux's linker: WeasyPrint's import takes seconds, and prints what it lacks."""
    return not sys.platform.startswith("linux") or all(_loads(name) for name in LIBRARIES)


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _weasyprint() -> Any:
    if not has_libraries():
        raise PdfUnavailable(MISSING)
    try:
        import weasyprint
    except (ImportError, OSError) as error:
        raise PdfUnavailable(MISSING) from error
    if int(weasyprint.__version__.partition(".")[0]) < LEAST_VERSION:
        raise PdfUnavailable(
            f"PDFs need WeasyPrint {LEAST_VERSION} or later: older ones have known faults."
        )
    return weasyprint


def _fetcher(weasyprint: Any) -> Any:
    """Reads data: addresses and our own static files, and remembers what else was asked for.

    WeasyPrint goes on without what it could not read; we give up the report, since no text of
    ours asks for anything.
    """

    class OwnFilesOnly(weasyprint.urls.URLFetcher):  # type: ignore[misc]  # imported late
        refused: list[str] = []

        def fetch(self, url: str, headers: Any = None) -> Any:
            scheme, _, path = url.partition(":")
            try:
                if scheme == STATIC_SCHEME:
                    content = static_file(path).read_bytes()
                    return weasyprint.urls.URLFetcherResponse(url, content)
                return super().fetch(url, headers)
            except (ValueError, OSError, PdfRefused):
                self.refused.append(url)
                raise

    return OwnFilesOnly(allowed_protocols={"data"}, allow_redirects=False)


@contextlib.contextmanager
def _collector_off() -> Iterator[None]:
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextlib.contextmanager
def _undated_fonts() -> Iterator[None]:
    """Without HarfBuzz-Subset fontTools cuts the fonts, and would date them by its clock."""
    before = os.environ.get(FONT_CLOCK)
    os.environ[FONT_CLOCK] = "0"
    try:
        yield
    finally:
        if before is None:
            del os.environ[FONT_CLOCK]
        else:
            os.environ[FONT_CLOCK] = before
