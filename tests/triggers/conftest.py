import pytest


@pytest.fixture(autouse=True)
def _quick_people(settings):
    """A test answers faster than a person can; the minimum time has tests of its own."""
    settings.REPORT_LEAST_SECONDS = 0


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    """Each test finds the folder of files empty."""
    settings.MEDIA_ROOT = tmp_path
