"""A run's files, named by their content: written whole or not at all, checked when read."""

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings

from reporting.models import ReportFile, ReportRun
from reporting.selectors import path_of

FOLDER = "reports"


class FileLost(RuntimeError):
    """A file is missing from the folder, or is not what was put there."""


def keep(run: ReportRun, format_: str, content: bytes) -> ReportFile:
    """Store a rendering under its own hash, and note it; twice is the same as once."""
    digest = hashlib.sha256(content).hexdigest()
    path = f"{FOLDER}/{digest[:2]}/{digest}.{format_}"
    _write(Path(settings.MEDIA_ROOT) / path, content)
    noted, _ = ReportFile.objects.get_or_create(
        run=run, format=format_, defaults={"sha256": digest, "size": len(content), "path": path}
    )
    return noted


def read(file: ReportFile) -> bytes:
    """What was stored; FileLost with a sentence when that cannot be had."""
    try:
        content = path_of(file).read_bytes()
    except OSError as error:
        raise FileLost("The file is missing from the portal's folder.") from error
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise FileLost("The file is no longer the one that was made: its content has changed.")
    return content


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(descriptor, "wb") as part:
            part.write(content)
            part.flush()
            os.fsync(part.fileno())
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
