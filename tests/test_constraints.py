"""Every named constraint has a test in which the database refuses by it (tests/refusals.py)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

OURS = {
    "audit", "outbox", "accounts", "governance", "council", "web",
    "register", "triggers", "actionplans", "funds", "reporting", "demo",
}  # fmt: skip


def _constraints() -> Iterator[str]:
    for model in apps.get_models():
        if model._meta.app_label in OURS:
            yield from (constraint.name for constraint in model._meta.constraints)


TESTS = "\n".join(
    path.read_text() for path in sorted(Path(settings.BASE_DIR, "tests").rglob("test_*.py"))
)


@pytest.mark.parametrize("name", sorted(_constraints()))
def test_constraint_has_its_refusal_test(name):
    assert f'refused_by("{name}")' in TESTS
