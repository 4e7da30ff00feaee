"""Addresses of the rows of a list: `reverse()` once for the list, not once for each row."""

from functools import lru_cache
from urllib.parse import quote

from django.urls import reverse

PLACE = "987654321"
LEFT_ALONE = "/~:@!$&'()*+,;="


def address(name: str, key: str | int) -> str:
    """The address of that name whose one argument is the key: what reverse() would say."""
    before, after = _around(name)
    return f"{before}{quote(str(key), safe=LEFT_ALONE)}{after}"


@lru_cache(maxsize=256)
def _around(name: str) -> tuple[str, str]:
    before, _, after = reverse(name, args=[PLACE]).partition(PLACE)
    return before, after
