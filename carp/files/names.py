"""What a file is called on our pages and in a download, whatever name it came with."""

import re
import unicodedata

LONGEST = 100
# Windows opens a device for these, whatever follows the first point.
DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)\s*(\.|$)")
UNSAFE = re.compile(r'[<>:"/\\|?*;%$`\'&]+')


def ending(name: str) -> str:
    """The ending in small letters, without its point; a point at the very end is none."""
    stem, point, last = name.rstrip(" .").rpartition(".")
    return last.lower() if point and stem else ""


def shown(name: str) -> str:
    """The last part of the name, without what misleads a reader, a shell or a file system.

    Marks that turn the direction of writing are "format" characters to Unicode; they go with the
    control characters.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    printed = "".join(each for each in last if each.isprintable())
    plain = re.sub(r"\s+", " ", UNSAFE.sub("-", printed)).strip(" .-_~")
    if DEVICE.match(plain):
        plain = f"file-{plain}"
    return _shortened(plain or "file")


def _shortened(name: str) -> str:
    if len(name) <= LONGEST:
        return name
    stem, point, last = name.rpartition(".")
    if not point or len(last) > 10:
        return name[:LONGEST]
    return f"{stem[: LONGEST - len(last) - 1]}.{last}"
