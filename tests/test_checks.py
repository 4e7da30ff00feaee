"""The system checks: what a service must have, and what PDFs need."""

import ctypes
from types import SimpleNamespace

import pytest
from django.core.checks import Warning as CheckWarning
from django.core.checks.registry import registry

from carp import checks

SERVICE = {
    "DATABASES": {"default": {"ENGINE": "carp.postgresql"}},
    "REDIS_URL": "redis://broker/0",
    "SECRET_KEY": "x" * 50,
    "ALLOWED_HOSTS": ["portal.council.example"],
    "HTTPS": True,
    "DEMONSTRATION": False,
    "MAIL_TO_OUTBOX": False,
}
LACKS = [
    ("DATABASES", {"default": {"ENGINE": "django.db.backends.sqlite3"}}, "PostgreSQL"),
    ("REDIS_URL", "", "broker"),
    ("SECRET_KEY", "short", "secret key"),
    ("ALLOWED_HOSTS", ["localhost", "127.0.0.1"], "names"),
    ("ALLOWED_HOSTS", ["*"], "names"),
    ("HTTPS", False, "HTTPS"),
    ("DEMONSTRATION", True, "demonstration"),
    ("MAIL_TO_OUTBOX", True, "mail"),
]


@pytest.fixture
def service(monkeypatch):
    """The settings of a service that has everything."""
    settings = SimpleNamespace(**SERVICE)
    monkeypatch.setattr(checks, "settings", settings)
    return settings


def test_all_checks_are_registered():
    assert {checks.pdf_libraries, checks.one_postgres_driver} <= registry.registered_checks
    assert checks.scanner_address in registry.registered_checks
    assert checks.service_settings in registry.deployment_checks


def test_a_whole_service_passes(service):
    assert checks.service_settings(None) == []


@pytest.mark.parametrize(("name", "value", "word"), LACKS)
def test_a_service_that_lacks_something_is_refused(service, name, value, word):
    setattr(service, name, value)

    [error] = checks.service_settings(None)

    assert error.is_serious()
    assert word in error.msg


@pytest.mark.parametrize(
    "address",
    ["", "clamd:3310", "tcp://[::1]:3310", "/run/clamd.ctl", "unix:///run/clamd.ctl"],
)
def test_address_of_a_scanner_is_taken(settings, address):
    settings.CLAMD = address
    assert checks.scanner_address(None) == []


@pytest.mark.parametrize("address", ["clamd", "clamd:", "clamd:x", "http://clamd:3310", ":3310"])
def test_address_that_no_scanner_can_have_is_told_when_the_portal_starts(settings, address):
    settings.CLAMD = address
    [error] = checks.scanner_address(None)
    assert address in error.msg


def test_only_one_postgres_driver_is_installed():
    assert checks.one_postgres_driver(None) == []


def test_a_missing_pdf_library_is_a_warning_that_names_the_package(monkeypatch):
    def load(name):
        if name == "libpango-1.0.so.0":
            raise OSError(name)

    monkeypatch.setattr(ctypes, "CDLL", load)

    [warning] = checks.pdf_libraries(None)

    assert isinstance(warning, CheckWarning)
    assert "libpango-1.0-0" in warning.msg
