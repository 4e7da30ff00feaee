"""Addresses without a search through all patterns for each: a page has many, often the same."""

from functools import lru_cache
from urllib.parse import quote

from django.conf import settings
from django.urls import get_urlconf, reverse

PLACE = "987654321"
LEFT_ALONE = "/~:@!$&'()*+,;="


def address(name: str, key: str | int) -> str:
    """The address of that name whose one argument is the key: what reverse() would say."""
    before, after = _around(name)
    text = str(key)
    if not (text.isascii() and text.replace("-", "").isalnum()):  # as nearly every reference is
        text = quote(text, safe=LEFT_ALONE)
    return f"{before}{text}{after}"


@lru_cache(maxsize=256)
def _around(name: str) -> tuple[str, str]:
    before, _, after = reverse(name, args=[PLACE]).partition(PLACE)
    return before, after


def remembered(name: str, args: tuple[str | int, ...], current_app: str = "") -> str:
    """What reverse() says, or said before."""
    return _remembered(get_urlconf() or settings.ROOT_URLCONF, name, args, current_app)


@lru_cache(maxsize=4096)
def _remembered(urlconf: str, name: str, args: tuple[str | int, ...], current_app: str) -> str:
    return reverse(name, urlconf, args, current_app=current_app or None)
