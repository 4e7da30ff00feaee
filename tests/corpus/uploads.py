"""Builds the files of uploads.toml: small ones of our own, never somebody's.

What a picture must not carry on is marked with CANARY, wherever it is hidden.
"""

import io
import struct
import tomllib
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

CANARY = b"CANARY-53.3990N-0.7740W"
LATITUDE, LONGITUDE = (53.0, 23.0, 56.4), (0.0, 46.0, 26.4)
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="'
    + CANARY
    + b'"/></rdf:RDF></x:xmpmeta>'
)
HTML = b"<html><script>alert(1)</script>" + CANARY + b"</html>"
Build = Callable[[], bytes]


@dataclass(frozen=True)
class Case:
    """One file as it is sent, and what must come of it."""

    title: str
    build: str
    file: str
    claims: str
    kept: bool
    says: str
    shown: str
    kind: str
    slow: bool

    def __str__(self) -> str:
        return self.title

    def content(self) -> bytes:
        return BUILDERS[self.build]()


def cases() -> list[Case]:
    text = Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    return [_case(each) for each in tomllib.loads(text)["case"]]


def _case(given: Mapping[str, Any]) -> Case:
    kept = "kind" in given
    defaults = {"claims": "application/octet-stream", "says": "", "kind": "", "slow": False}
    shown = given.get("shown", given["file"] if kept else "")
    return Case(**{**defaults, **given, "kept": kept, "shown": shown})


# --- Pictures -----------------------------------------------------------------------------------
def _picture(mode: str = "RGB", size: tuple[int, int] = (60, 40)) -> Image.Image:
    picture = Image.new("RGB", size, "#204060")
    ImageDraw.Draw(picture).rectangle((5, 5, size[0] // 2, size[1] // 2), fill="#e0b020")
    return picture.convert(mode)


def _saved(picture: Image.Image, form: str, **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def _exif() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010E] = CANARY.decode()  # the description
    exif[0x0112] = 6  # held upright: to be turned by a quarter
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", LATITUDE, "W", LONGITUDE
    return exif


def jpeg(mode: str = "RGB", **options: Any) -> bytes:
    return _saved(_picture(mode), "JPEG", **options)


def png(mode: str = "RGB", **options: Any) -> bytes:
    return _saved(_picture(mode), "PNG", **options)


def chunk(name: bytes, data: bytes) -> bytes:
    check = zlib.crc32(name + data)
    return struct.pack("!L", len(data)) + name + data + struct.pack("!L", check)


def png_with(name: bytes, data: bytes) -> bytes:
    """A picture with one more chunk after its head."""
    whole = png()
    return whole[:33] + chunk(name, data) + whole[33:]


def png_stating(width: int, height: int) -> bytes:
    """A few bytes that claim to be a very large picture."""
    head = struct.pack("!LLBBBBB", width, height, 8, 0, 0, 0, 0)
    packed = zlib.compress(b"\x00" * 64)
    marks = (chunk(b"IHDR", head), chunk(b"IDAT", packed), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(marks)


def jpeg_stating(width: int, height: int) -> bytes:
    """The size in the frame's head is another than the picture's."""
    whole = jpeg()
    at = whole.index(b"\xff\xc0") + 5
    return whole[:at] + struct.pack("!HH", height, width) + whole[at + 4 :]


def animated(form: str) -> bytes:
    frames = [_picture(), Image.new("RGB", (60, 40), "red")]
    return _saved(frames[0], form, save_all=True, append_images=frames[1:])


def palette() -> bytes:
    return _saved(_picture().quantize(8), "PNG", transparency=0)


def sixteen_bit() -> bytes:
    return _saved(Image.new("I;16", (30, 20), 40_000), "PNG")


def broken_check() -> bytes:
    whole = bytearray(png())
    whole[whole.index(b"IDAT") + 8] ^= 0xFF
    return bytes(whole)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PICTURES: dict[str, Build] = {
    "jpeg": jpeg,
    "jpeg_grey": lambda: jpeg("L"),
    "jpeg_cmyk": lambda: jpeg("CMYK"),
    "jpeg_progressive": lambda: jpeg(progressive=True),
    "jpeg_dot": lambda: _saved(Image.new("RGB", (1, 1)), "JPEG"),
    "jpeg_gps": lambda: jpeg(exif=_exif()),
    "jpeg_xmp": lambda: jpeg(xmp=XMP),
    "jpeg_icc": lambda: jpeg(icc_profile=CANARY * 9000),
    "jpeg_comment": lambda: jpeg(comment=CANARY),
    "jpeg_with_page": lambda: jpeg() + HTML,
    "jpeg_with_zip": lambda: jpeg() + archive(),
    "jpeg_cut": lambda: jpeg()[:-200],
    "jpeg_head": lambda: jpeg()[:24],
    "jpeg_flood": lambda: jpeg_stating(65_000, 65_000),
    "jpeg_several": lambda: animated("MPO"),
    "png": png,
    "png_clear": lambda: png("RGBA"),
    "png_grey_clear": lambda: png("LA"),
    "png_bits": lambda: png("1"),
    "png_palette": palette,
    "png_sixteen": sixteen_bit,
    "png_gps": lambda: png(exif=_exif()),
    "png_xmp": lambda: png_with(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP),
    "png_text": lambda: png_with(b"tEXt", b"Comment\0" + CANARY),
    "png_packed_text": lambda: png_with(b"zTXt", b"a\0\0" + zlib.compress(bytes(50_000_000))),
    "png_packed_icc": lambda: png_with(b"iCCP", b"a\0\0" + zlib.compress(bytes(50_000_000))),
    "png_with_page": lambda: png() + HTML,
    "png_cut": lambda: png()[:-40],
    "png_broken_check": broken_check,
    "png_animated": lambda: animated("PNG"),
    "png_flood": lambda: png_stating(60_000, 60_000),
    "png_a_little_too_large": lambda: png_stating(5001, 5000),
    "png_ribbon": lambda: png_stating(25_000_000, 1),
    "png_largest": lambda: _saved(Image.new("1", (5000, 5000)), "PNG"),
    "png_no_pixels": lambda: png_stating(0, 0),
    "gif": lambda: animated("GIF"),
    "gif_page": lambda: b"GIF89a/*\x00" + HTML + b"*/=1;",
    "webp": lambda: b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(28),
    "tiff": lambda: _saved(_picture(), "TIFF"),
    "bmp": lambda: _saved(_picture(), "BMP"),
    "heic": lambda: b"\x00\x00\x00\x18ftypheic" + bytes(40),
    "svg": lambda: SVG,
    "svg_declared": lambda: b'\xef\xbb\xbf <?xml version="1.0"?>' + SVG,
}


# --- PDF ----------------------------------------------------------------------------------------
def pdf(more: bytes = b"", *, trailer: bytes = b"", after: bytes = b"") -> bytes:
    """A page without anything on it, with another object."""
    body = (
        b"%PDF-1.7\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n"
        b"2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n"
        b"3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>> endobj\n" + more
    )
    place = str(len(body)).encode()
    last = b"xref\n0 1\n0000000000 65535 f \ntrailer <</Size 4/Root 1 0 R" + trailer
    return body + last + b">>\nstartxref\n" + place + b"\n%%EOF\n" + after


def packed_objects(words: bytes) -> bytes:
    packed = zlib.compress(words)
    head = f"9 0 obj <</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length {len(packed)}>>\n"
    return head.encode() + b"stream\r\n" + packed + b"\r\nendstream endobj\n"


PDFS: dict[str, Build] = {
    "pdf": pdf,
    "pdf_packed": lambda: pdf(packed_objects(b"7 0 <</Type/Font>>")),
    "pdf_locked": lambda: pdf(trailer=b"/Encrypt 8 0 R"),
    "pdf_script": lambda: pdf(b"4 0 obj <</S/JavaScript/JS(app.alert(1))>> endobj\n"),
    "pdf_script_disguised": lambda: pdf(b"4 0 obj <</S/J#61v#61Script/JS(x)>> endobj\n"),
    "pdf_script_packed": lambda: pdf(packed_objects(b"4 0 <</S/JavaScript/JS(x)>>")),
    "pdf_with_files": lambda: pdf(b"4 0 obj <</Names<</EmbeddedFiles 5 0 R>>>> endobj\n"),
    "pdf_that_starts": lambda: pdf(b"4 0 obj <</S/Launch/F(cmd.exe)>> endobj\n"),
    "pdf_with_film": lambda: pdf(b"4 0 obj <</Type/Annot/Subtype/RichMedia>> endobj\n"),
    "pdf_bomb": lambda: pdf(packed_objects(bytes(20_000_000))),
    "pdf_many_parts": lambda: pdf(b"/ObjStm stream\n" * 3000),
    "pdf_cut": lambda: pdf()[:-30],
    "pdf_head": lambda: b"%PDF-1.7\n",
    "pdf_late": lambda: b"\n\n" + pdf(),
    "pdf_with_zip": lambda: pdf(after=archive()),
    "pdf_jpeg": lambda: jpeg(comment=pdf()) + HTML,
}


# --- Archives and office files ------------------------------------------------------------------
def archive(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in (files or {"a.txt": b"text"}).items():
            packed.writestr(name, content)
    return out.getvalue()


OTHERS: dict[str, Build] = {
    "zip": archive,
    "zip_empty": lambda: b"PK\x05\x06" + bytes(18),
    "zip_bomb": lambda: archive(a=bytes(20_000_000)),
    "zip_slip": lambda: archive(**{"../../evil.txt": b"x"}),
    "docx": lambda: archive(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}),
    "docm": lambda: archive(**{"word/vbaProject.bin": b"macro"}),
    "xlsx": lambda: archive(**{"xl/workbook.xml": b"<w/>"}),
    "doc": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500),
    "rtf": lambda: b"{\\rtf1 text}",
    "postscript": lambda: b"%!PS-Adobe-3.0\nshowpage",
    "exe": lambda: b"MZ\x90\x00\x03\x00" + bytes(100),
    "elf": lambda: b"\x7fELF\x02\x01\x01" + bytes(100),
    "script": lambda: b"#!/bin/sh\nrm -rf /\n",
    "gz": lambda: b"\x1f\x8b\x08\x00" + bytes(50),
    "seven": lambda: b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(50),
    "page": lambda: HTML,
    "php": lambda: b"<?php system($_GET['c']); ?>",
    "noise": lambda: bytes(range(256)) * 4,
    "empty": lambda: b"",
    "too_large": lambda: b"a,b\n" * (10 * 1024 * 1024 // 4 + 1),
    "largest": lambda: b"a,b\n" * (10 * 1024 * 1024 // 4),
}


# --- Tables and text ----------------------------------------------------------------------------
TABLE = "Date;Cars;Note\n3 June;12;£5 café\n"
TEXTS: dict[str, Build] = {
    "csv": lambda: b"date,cars\n3 June,12\n",
    "csv_bom": lambda: b"\xef\xbb\xbf" + TABLE.encode(),
    "csv_cp1252": lambda: TABLE.encode("cp1252"),
    "csv_utf_16": lambda: TABLE.encode("utf-16"),
    "csv_utf_16_bare": lambda: TABLE.encode("utf-16-le"),
    "csv_tabs": lambda: TABLE.replace(";", "\t").encode(),
    "csv_quotes": lambda: b'a,b\n"one, ""two""\nthree",4\n',
    "csv_open_quote": lambda: b'a,b\n"one,2\n3,4\n',
    "csv_ragged": lambda: b"a,b,c\n1\n1,2,3,4,5\n\n",
    "csv_twice": lambda: b"a,a,\n1,2,3\n",
    "csv_formula": lambda: b"name\n=cmd|' /C calc'!A0\n@SUM(1)\n",
    "csv_cr": lambda: b"a,b\r1,2\r",
    "csv_nul": lambda: b"a,b\n1,\x002\n",
    "csv_wide_cell": lambda: b"a,b\n1," + b"x" * 40_000 + b"\n",
    "csv_field_200k": lambda: b"a,b\n1," + b"x" * 200_000 + b"\n",
    "csv_cell_over_lines": lambda: b'a\n"' + b"x\n" * 200_000 + b'"\n',
    "csv_one": lambda: b"cars\n",
    "csv_undefined": lambda: b"a,b\n1,\x81\x8d\n",
    "csv_overlong": lambda: b"a,b\n\xc0\xaf,\xed\xa0\x80\x8f\n",
    "csv_control": lambda: b"a,b\n1,\x1b[31m\n",
    "text": "Zwölf Autos, 12 £\r\n\tund 🚗".encode,
    "text_bom": lambda: b"\xef\xbb\xbfplain",
    "text_cp1252": lambda: "£5 for “coal”".encode("cp1252"),
    "text_spaces": lambda: b" \r\n\t ",
    "text_nul": lambda: b"plain\x00text",
    "text_bell": lambda: b"ring \x07",
    "text_like_a_picture": lambda: b"BMX riders meet at the shop; GIF89a is a word.",
    "text_arabic": "تجربة \u202e نص".encode,
    "text_long_line": lambda: b"x" * 100_001,
    "text_pages": lambda: b"one\x0ctwo\n",
}
BUILDERS: dict[str, Build] = PICTURES | PDFS | OTHERS | TEXTS
