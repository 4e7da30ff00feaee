"""Evidence on a phone with scripts off, and what the officer finds of it."""

import re

from PIL import Image

from tests.corpus.uploads import BUILDERS, CANARY
from tests.journeys.visitor import Visitor

CSV = {"name": "Cars by night.csv", "mimeType": "text/csv", "buffer": b"day,cars\nMonday,12\n"}
WRONG = {"name": "map.svg", "mimeType": "image/svg+xml", "buffer": b"<svg/>"}
TYPED = "https://www.example.org/figures"
ANSWERS: tuple[tuple[tuple[str, ...], dict[str, str]], ...] = (
    (("No",), {}),
    (("I live in the community or nearby",), {}),
    (("A place",), {"Where_is_it": "The green"}),
    (("Older people", "A street"), {}),
    ((), {"What_is_happening": "Cars race over the green at night."}),
    (("Getting worse",), {}),
    (("Increase in complaints about a specific issue",), {}),
    (("Soon",), {}),
    ((), {}),
)


def photo() -> dict[str, object]:
    """As a telephone takes it: with the place in it."""
    content = BUILDERS["jpeg_gps"]()
    assert CANARY in content
    return {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": content}


def add(visitor: Visitor, *files: dict[str, object]) -> None:
    visitor.page.get_by_label("Do you have files that show it?").set_input_files(list(files))
    visitor.press("Add or remove files")


def answered(visitor: Visitor) -> None:
    """On to the question about evidence."""
    visitor.go("/report/danger/")
    for labels, answers in ANSWERS:
        visitor.tick(*labels)
        visitor.fill(**answers)
        visitor.press("Continue")
        if visitor.is_asked_which():
            visitor.press("Continue")


def sent(visitor: Visitor) -> str:
    """From the evidence to the end; the report's reference."""
    visitor.press("Continue")
    visitor.tick("Please do not contact me")
    visitor.press("Continue")
    visitor.sees("IMG_1.jpg (JPEG picture,")
    visitor.press("Send report")
    told = re.search(r"TRG-\d{4}-\d{5}", visitor.page.get_by_role("main").inner_text())
    assert told is not None
    return told[0]


def test_files_are_added_removed_and_sent_without_scripts(plain_visitor, visitor, tmp_path):
    answered(plain_visitor)
    plain_visitor.fill(Is_there_something=TYPED)
    add(plain_visitor, photo(), WRONG, CSV)
    plain_visitor.sees("“map.svg” is a web page or a drawing in code.")
    plain_visitor.sees("IMG_1.jpg")
    assert plain_visitor.page.get_by_label("Is there something").input_value() == TYPED
    assert plain_visitor.overflow() == []
    plain_visitor.picture("evidence-with-errors")
    plain_visitor.page.get_by_label(re.compile("Remove Cars by night")).check()
    plain_visitor.press("Add or remove files")
    assert plain_visitor.page.get_by_label(re.compile("^Remove ")).count() == 1
    add(plain_visitor, CSV)
    reference = sent(plain_visitor)

    visitor.sign_in("Nominated Officer")
    visitor.go(f"/triage/{reference}/")
    visitor.look("triage-with-files")
    with visitor.page.expect_download() as started:
        visitor.page.get_by_role("button", name=re.compile("^IMG_1.jpg")).click()
    assert started.value.suggested_filename == "IMG_1.jpg"
    started.value.save_as(tmp_path / "photo")
    assert CANARY not in (tmp_path / "photo").read_bytes()
    with Image.open(tmp_path / "photo") as picture:
        assert not picture.getexif()
    visitor.page.reload()
    visitor.sees("File downloaded: JPEG picture")


def test_officer_adds_what_came_by_post(visitor):
    visitor.sign_in("Nominated Officer")
    visitor.go("/triage/")
    visitor.page.get_by_role("link", name=re.compile("^TRG-")).first.click()
    visitor.follow("Add a file")
    visitor.look("add-file")
    visitor.page.locator("input[type='file']").set_input_files([CSV])
    visitor.press("Add file")
    visitor.sees("Say where the file came from")
    visitor.look("add-file-with-errors")
    visitor.page.locator("input[type='file']").set_input_files([CSV])
    visitor.fill(Where_did_it_come_from="By post from the parish council")
    visitor.press("Add file")
    visitor.sees("The file is added.")
    visitor.sees("Cars by night.csv")
