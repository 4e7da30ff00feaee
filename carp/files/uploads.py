"""How files arrive: little in memory, never more than the limit on disk, and no page lost to it.

Django's own handlers write a file of any size, and a full disk ends in an error page that takes
with it what was typed. This one counts on but keeps no more, and lets the form say what happened.
"""

import tempfile
from contextlib import suppress
from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

MOST_BYTES = 10 * 1024 * 1024
KEPT_IN_MEMORY = 256 * 1024


class Upload(UploadedFile):
    """A file that arrived; `size` is what was sent, also where no more was kept."""

    cut_by_full_disk = False


class Handler(FileUploadHandler):
    """Named by FILE_UPLOAD_HANDLERS; one is made for each request."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.sent = 0
        self.full = False
        # Closed with the request, as Django closes the files of every form.
        self.file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY)  # noqa: SIM115

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.sent += len(raw_data)
        if self.full or self.sent > MOST_BYTES:
            return
        try:
            self.file.write(raw_data)
        except OSError:
            self._let_go()

    def file_complete(self, file_size: int) -> Upload:
        if self.sent > MOST_BYTES:
            self._let_go(full=self.full)
        try:
            self.file.seek(0)
        except OSError:
            self._let_go()
        upload = Upload(
            file=self.file,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
        upload.cut_by_full_disk = self.full
        return upload

    def upload_interrupted(self) -> None:
        if hasattr(self, "file"):
            self.file.close()

    def _let_go(self, *, full: bool = True) -> None:
        """Give back the room at once."""
        self.full = full
        with suppress(OSError):  # what was not written yet finds no room either
            self.file.close()
        self.file = tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY)  # noqa: SIM115
