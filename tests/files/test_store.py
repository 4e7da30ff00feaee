"""Bytes on disk: all of them or none, under names that say nothing, and the same when read."""

import errno
import os
import tempfile
from datetime import timedelta

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import UploadedFile

from carp import clock
from carp.files import intake, kinds, store
from carp.files.refusals import NoRoom

pytestmark = pytest.mark.once

RECEIVED = intake.Received("notes.txt", kinds.TEXT, b"Twelve cars")


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_bytes_come_back_as_they_went_in():
    stored = store.put(RECEIVED)
    assert store.get(stored.place, sha256=stored.sha256) == RECEIVED.content
    assert stored.size == len(RECEIVED.content)


def test_names_on_disk_differ_and_say_nothing():
    places = {store.put(RECEIVED).place for _ in range(20)}
    assert len(places) == 20
    assert all("notes" not in place and not place.endswith(".txt") for place in places)


def test_changed_and_lost_bytes_are_not_given_out(tmp_path):
    stored = store.put(RECEIVED)
    (tmp_path / stored.place).write_bytes(b"Thirteen cars")
    with pytest.raises(store.NotAsStored, match="was changed"):
        store.get(stored.place, sha256=stored.sha256)
    store.remove(stored.place)
    store.remove(stored.place)
    with pytest.raises(store.NotAsStored, match="not on our disk"):
        store.get(stored.place, sha256=stored.sha256)


class FullDisk(FileSystemStorage):
    """Takes half of a file, and then has no room: as a real disk does."""

    def _save(self, name, content):
        whole = content.read()
        super()._save(name, type(content)(whole[: len(whole) // 2]))
        raise OSError(errno.ENOSPC, "No space left on device")


def test_full_disk_leaves_nothing_behind(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": f"{__name__}.FullDisk"}}
    with pytest.raises(NoRoom, match="disk is full"):
        store.put(RECEIVED)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_only_what_is_older_is_settled():
    first = store.put(RECEIVED).place
    os.utime(default_storage.path(first), (0, 0))
    store.put(RECEIVED)
    moment = clock.machine_now() - timedelta(hours=1)
    assert [place for group in store.settled(before=moment) for place in group] == [first]


def test_nothing_stored_yet_is_nothing_to_clear():
    assert list(store.settled(before=clock.machine_now())) == []


def test_plain_upload_of_another_handler_is_taken_too():
    with tempfile.TemporaryFile() as file:
        file.write(b"plain")
        file.seek(0)
        upload = UploadedFile(file, name="a.txt", content_type="text/plain", size=5)
        assert intake.receive(upload).content == b"plain"
