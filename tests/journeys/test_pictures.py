"""The pictures of the README, taken from the running demonstration.

`make pictures` writes them to docs/pictures; otherwise they go with the other pictures.
"""

import os
from urllib.parse import urlsplit

from PIL import Image

from tests.journeys.visitor import PICTURES, ROOT, Visitor

FOLDER = ROOT / "docs" / "pictures" if os.environ.get("WRITE_PICTURES") else PICTURES / "readme"
MOST_BYTES = 150_000


def test_the_pictures_of_the_readme(visitor):
    FOLDER.mkdir(parents=True, exist_ok=True)
    visitor.go("/report/")
    take(visitor, "report")
    visitor.sign_in("Nominated Officer")
    visitor.go("/register/")
    open_row(visitor, "South West Ward, Gainsborough")
    visitor.page.get_by_role("link", name="TRG-").first.click()
    take(visitor, "triage")
    visitor.go("/plans/")
    open_row(visitor, "Safer alleys in South West Ward")
    take(visitor, "plan")
    visitor.go(urlsplit(visitor.page.url).path + "versions/compare/?before=1&after=2")
    visitor.page.get_by_role("heading", name="differences").evaluate("it => it.scrollIntoView()")
    take(visitor, "compare")
    visitor.go("/fund/")
    take(visitor, "fund")
    visitor.sign_in("Housing Board Chair")
    visitor.go("/boards/mine/")
    visitor.use(visitor.page.get_by_role("button", name="Read the papers").first)
    take(visitor, "papers")


def open_row(visitor: Visitor, text: str) -> None:
    visitor.page.get_by_role("row").filter(has_text=text).get_by_role("link").first.click()


def take(visitor: Visitor, name: str) -> None:
    """One screen, in few colours so that the file stays small."""
    path = FOLDER / f"{name}.png"
    visitor.page.screenshot(path=path)
    with Image.open(path) as picture:
        few = picture.convert("RGB").quantize(128)
    few.save(path, optimize=True)
    assert path.stat().st_size < MOST_BYTES
