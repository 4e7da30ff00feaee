"""Pictures, drawn anew: only what is seen goes on (quality T6).

What a camera writes beside the picture (where it was taken, by whom, on which telephone), and what
somebody hides behind it, is not copied and so not there.
"""

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from PIL import Image, ImageFile, ImageOps

from carp.files.kinds import JPEG, Kind
from carp.files.refusals import Unfit

MOST_PIXELS = 25_000_000
LONGEST_SIDE = 20_000
QUALITY = 90
SAVED_AS = {"jpeg": "JPEG", "png": "PNG"}
TOO_MANY = "has more than 25 million pixels. Make it smaller and send it again."
DAMAGED = "is damaged or not whole. Open it, save it again, and send that."
# A picture of the largest size takes 200 MB while it is drawn: one at a time in a process, and
# always in the same thread, which uses that memory again. Each thread would keep its own.
_drawer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="drawer")


def redrawn(content: bytes, kind: Kind) -> bytes:
    """The first picture in a file, upright, and nothing else; raises Unfit."""
    return _drawer.submit(_redrawn, content, kind).result()


def _redrawn(content: bytes, kind: Kind) -> bytes:
    try:
        # The format is named: no other decoder of the library ever sees the bytes.
        form = SAVED_AS[kind.code]
        with _strictly(), Image.open(io.BytesIO(content), formats=[form]) as picture:
            _require_small(picture)
            return _written(_upright(picture), kind)
    except Unfit:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unfit(TOO_MANY) from error
    except Exception as error:
        raise Unfit(DAMAGED) from error


@contextmanager
def _strictly() -> Iterator[None]:
    """WeasyPrint tells the library, for the whole process, to make do with half a picture."""
    lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient


def _require_small(picture: Image.Image) -> None:
    """By the size that the file states, before anything of it is decoded."""
    width, height = picture.size
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise Unfit(TOO_MANY)


def _upright(picture: Image.Image) -> Image.Image:
    """Turned as the camera was held, in colours that every reader knows; copied no more often."""
    picture.seek(0)
    picture.load()
    ImageOps.exif_transpose(picture, in_place=True)
    if picture.mode.startswith("I;16") or picture.mode == "I":
        return picture.convert("I").point(lambda level: level / 256).convert("L")
    wanted = "L" if picture.mode in ("1", "L") else "RGB"
    if "transparency" in picture.info or picture.mode in ("LA", "PA", "RGBA"):
        wanted = "RGBA"
    return picture if picture.mode == wanted else picture.convert(wanted)


def _written(picture: Image.Image, kind: Kind) -> bytes:
    """Emptied of everything that rides along first: the library writes some of it by itself."""
    picture.info = {}
    if kind is JPEG and picture.mode == "RGBA":
        picture = picture.convert("RGB")
    out = io.BytesIO()
    picture.save(out, SAVED_AS[kind.code], quality=QUALITY, exif=b"", icc_profile=None)
    return out.getvalue()
