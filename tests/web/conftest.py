from copy import deepcopy
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parent / "templates"


@pytest.fixture
def sample_pages(settings):
    """The test pages of tests/web/urls.py beside the portal's own."""
    engines = deepcopy(settings.TEMPLATES)
    engines[0]["DIRS"] = [*engines[0]["DIRS"], TEMPLATES]
    settings.TEMPLATES = engines
    settings.ROOT_URLCONF = "tests.web.urls"
