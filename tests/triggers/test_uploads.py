"""The upload corpus through the real page: never an error page, nothing lost, no place left."""

import hashlib
import io

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from tests.corpus.uploads import CANARY, Case, cases
from tests.triggers.files import multipart, stored
from tests.triggers.walk import FOOD_BANK, drafted, text_of
from triggers.models import EvidenceFile
from triggers.views.draft import DRAFT

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PAGE, LINK = "/report/evidence/", "https://www.example.org/figures"
GOOD = ("good.txt", "text/plain", b"This one is good.")
CASES = [
    pytest.param(case, id=case.title, marks=[pytest.mark.slow] if case.slow else [])
    for case in cases()
]


@pytest.mark.parametrize("case", CASES)
def test_file_of_the_corpus_comes_to_what_is_expected(client, case):
    """Beside it a good file, which must be kept in any case, and a link that was typed."""
    drafted(client)
    files = [(case.file, case.claims, case.content()), GOOD]
    page = client.generic("POST", PAGE, *multipart({"evidence_link": LINK}, files))

    assert client.session[DRAFT]["answers"]["evidence"]["evidence_link"] == [LINK]
    assert client.session[DRAFT]["answers"]["what"]["what"] == [FOOD_BANK["what"]["what"]]
    good = EvidenceFile.objects.get(name="good.txt")
    assert stored(good) == GOOD[2]
    others = EvidenceFile.objects.exclude(pk=good.pk)
    if case.kept:
        assert page.status_code == 302, text_of(page)
        _is_kept(case, others.get())
    else:
        assert page.status_code == 200
        assert text_of(page).count(case.says) == 2
        assert LINK in page.content.decode()
        assert not others.exists()
    assert _on_disk() == set(EvidenceFile.objects.values_list("stored_as", flat=True))


def _is_kept(case: Case, file: EvidenceFile) -> None:
    content = stored(file)
    assert (file.kind, file.name) == (case.kind, case.shown)
    assert (file.size, file.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert case.shown not in file.stored_as
    if file.its_kind.is_picture:
        _is_only_a_picture(content)
    else:
        assert content == case.content()


def _is_only_a_picture(content: bytes) -> None:
    assert CANARY not in content
    assert b"<script" not in content
    with Image.open(io.BytesIO(content)) as picture:
        picture.load()
        assert not picture.getexif()
        assert getattr(picture, "n_frames", 1) == 1
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def _on_disk() -> set[str]:
    found = set()
    for folder in default_storage.listdir("evidence")[0]:
        for name in default_storage.listdir(f"evidence/{folder}")[1]:
            found.add(f"evidence/{folder}/{name}")
    return found


def test_picture_is_turned_as_the_camera_was_held(client):
    upright = next(case for case in cases() if case.build == "jpeg_gps")
    drafted(client)
    files = [(upright.file, upright.claims, upright.content())]
    client.generic("POST", PAGE, *multipart({}, files))
    with Image.open(io.BytesIO(stored(EvidenceFile.objects.get()))) as picture:
        assert picture.size == (40, 60)


def test_corpus_is_as_large_as_it_says():
    """A case that were skipped would not be missed otherwise."""
    titles = [case.title for case in cases()]
    assert len(titles) == len(set(titles)) >= 180
