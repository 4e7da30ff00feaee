"""What a deployment needs, as system checks: `check --deploy` refuses what would fail later."""

import importlib.util
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured

from carp.documents import pdf
from carp.files import scanner

SHORTEST_KEY = 50


@register(Tags.compatibility)
def pdf_libraries(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    return [] if pdf.has_libraries() else [checks.Warning(pdf.MISSING, id="carp.W001")]


@register(Tags.compatibility)
def one_postgres_driver(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """Where both are installed Django prefers psycopg 3 in silence: nothing was tried with it."""
    if importlib.util.find_spec("psycopg") is None:
        return []
    return [
        Error(
            "psycopg 3 is installed, and Django would use it instead of psycopg2.",
            hint="Install from requirements/run.txt into an environment of its own.",
            id="carp.E001",
        )
    ]


@register(Tags.security)
def scanner_address(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """With a wrong one no file is ever taken, which is safe, and hard to find out."""
    if not settings.CLAMD or scanner.is_address(settings.CLAMD):
        return []
    return [
        Error(
            f"CARP_CLAMD names no virus scanner: {settings.CLAMD}",
            hint="Set CARP_CLAMD=HOST:3310 or CARP_CLAMD=/PATH/TO/SOCKET in the environment.",
            id="carp.E002",
        )
    ]


@register(Tags.security, deploy=True)
def service_settings(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """The embedded settings are for one machine: they are refused as a service."""
    database = settings.DATABASES["default"]["ENGINE"]
    needs = [
        (
            database == "carp.postgresql",
            "A service needs PostgreSQL.",
            "DATABASE_URL=postgres://USER:PASSWORD@HOST/NAME",
        ),
        (bool(settings.REDIS_URL), "A service needs a broker.", "REDIS_URL=redis://HOST/0"),
        (
            len(_secret_key()) >= SHORTEST_KEY,
            f"A service needs a secret key of {SHORTEST_KEY} characters or more of its own.",
            "SECRET_KEY=...",
        ),
        (
            bool(_public_hosts()),
            "A service needs the names it is reached by, and * is none.",
            "ALLOWED_HOSTS=portal.council.example",
        ),
        (settings.HTTPS, "A service is reached by HTTPS only.", "CARP_HTTPS=1"),
        (
            not settings.DEMONSTRATION,
            "The demonstration signs everybody in who asks: a service can't offer it.",
            "CARP_DEMONSTRATION=0",
        ),
        (
            not settings.MAIL_TO_OUTBOX,
            "A service sends its mail: it has no outbox that people can read.",
            "EMAIL_URL=smtp+tls://USER:PASSWORD@HOST:587",
        ),
    ]
    return [
        Error(sentence, hint=f"Set {setting} in the environment.", id=f"carp.E01{number}")
        for number, (met, sentence, setting) in enumerate(needs)
        if not met
    ]


def _secret_key() -> str:
    """Django raises where there is none."""
    try:
        return str(settings.SECRET_KEY)
    except ImproperlyConfigured:
        return ""


def _public_hosts() -> list[str]:
    if "*" in settings.ALLOWED_HOSTS:
        return []
    return [
        host for host in settings.ALLOWED_HOSTS if host not in ("localhost", "127.0.0.1", "[::1]")
    ]
