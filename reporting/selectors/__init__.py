"""What a report says, counted from the records: one module for each room of the house."""

from pathlib import Path

from django.conf import settings

from reporting.models import ReportFile


def path_of(file: ReportFile) -> Path:
    """Where a rendering lies; its name is the hash of its content."""
    return Path(settings.MEDIA_ROOT) / file.path
