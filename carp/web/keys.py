"""The key with which the portal signs, asked for before a command begins."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError


def require_secret_key() -> None:
    """End the command with a sentence where there is none; Django would halfway, in a traceback."""
    try:
        _ = settings.SECRET_KEY
    except ImproperlyConfigured:
        raise CommandError(
            "Set SECRET_KEY in the environment to fifty random characters: "
            "where DATABASE_URL is set the portal makes no key of its own."
        ) from None
