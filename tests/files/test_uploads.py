"""Files on their way in: bounded in memory and on disk, and a full disk is no error page."""

import errno
import tempfile
import tracemalloc

import pytest
from django.http.multipartparser import MultiPartParser

from carp.files import intake, uploads
from carp.files.refusals import NoRoom, Unfit
from tests.triggers.files import multipart

pytestmark = pytest.mark.once

MEBIBYTE = 1024 * 1024


class Body:
    """A request's body that is made while it is read, so that it takes no memory itself."""

    def __init__(self, content: bytes) -> None:
        self.content, self.at = memoryview(content), 0

    def read(self, size: int) -> bytes:
        piece = self.content[self.at : self.at + size]
        self.at += len(piece)
        return bytes(piece)


def arrived(*contents: bytes):
    body, kind = multipart({}, [("a.csv", "text/csv", each) for each in contents])
    handler = uploads.Handler()
    meta = {"CONTENT_TYPE": kind, "CONTENT_LENGTH": len(body)}
    _fields, files = MultiPartParser(meta, Body(body), [handler], "utf-8").parse()
    return files.getlist("evidence_files")


def test_small_file_stays_in_memory_and_a_larger_one_does_not():
    small, large = arrived(b"a,b\n", b"a,b\n" * 100_000)
    assert (small.file._rolled, large.file._rolled) == (False, True)
    assert (small.read(), large.size) == (b"a,b\n", 400_000)
    for file in (small, large):
        file.close()


def test_no_more_than_the_limit_is_kept_and_the_size_is_still_known():
    (file,) = arrived(b"x" * (uploads.MOST_BYTES + 1))
    assert (file.size, file.read()) == (uploads.MOST_BYTES + 1, b"")
    with pytest.raises(Unfit, match="larger than 10 MB"):
        intake.receive(file)
    file.close()


@pytest.mark.slow
def test_five_files_of_ten_megabytes_take_little_memory():
    content = b"a,b\n" * (uploads.MOST_BYTES // 4)
    body, kind = multipart({}, [("a.csv", "text/csv", content)] * 5)
    meta = {"CONTENT_TYPE": kind, "CONTENT_LENGTH": len(body)}
    tracemalloc.start()
    parser = MultiPartParser(meta, Body(body), [uploads.Handler()], "utf-8")
    files = parser.parse()[1].getlist("evidence_files")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [file.size for file in files] == [uploads.MOST_BYTES] * 5
    assert most < 4 * MEBIBYTE
    for file in files:
        file.close()


class FullFile(tempfile.SpooledTemporaryFile):
    """On a disk without room: refuses as soon as it would leave the memory."""

    def rollover(self):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_full_disk_is_told_beside_the_field(monkeypatch):
    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", FullFile)
    small, large = arrived(b"a,b\n", b"x" * 400_000)
    assert intake.receive(small).content == b"a,b\n"
    with pytest.raises(NoRoom, match="our disk is full"):
        intake.receive(large)
    for file in (small, large):
        file.close()
