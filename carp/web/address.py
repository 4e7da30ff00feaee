"""The network that a request comes from, by what can be trusted of it (quality T3, ASVS 15.3)."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "unknown"
PREFIXES = {4: 24, 6: 56}


def client_network(request: HttpRequest) -> str:
    """The prefix of the client's address: /24 or /56, as one household or office has it.

    X-Forwarded-For counts only as far as our own proxies wrote it: `PROXY_DEPTH` entries from the
    right, of which the last trusted one names the client. Everything before that anybody can write.
    """
    address = _address(client_address(request))
    if address is None:
        return UNKNOWN
    prefix = PREFIXES[address.version]
    return str(ipaddress.ip_network((address, prefix), strict=False))


def client_address(request: HttpRequest) -> str:
    peer: str = request.META.get("REMOTE_ADDR", "")
    if not settings.PROXY_DEPTH:
        return peer
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    hops = [hop.strip() for hop in forwarded if hop.strip()]
    return hops[-settings.PROXY_DEPTH] if len(hops) >= settings.PROXY_DEPTH else peer


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """An address with or without a port and brackets; an IPv4 one that is written as IPv6."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
