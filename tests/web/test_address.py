"""The network of a request: what our own proxies wrote counts, what anybody can write does not."""

import pytest

from carp.web.address import UNKNOWN, client_network


@pytest.mark.parametrize(
    ("depth", "forwarded", "peer", "network"),
    [
        (0, None, "203.0.113.77", "203.0.113.0/24"),
        (0, "198.51.100.1", "203.0.113.77", "203.0.113.0/24"),
        (0, None, "2001:db8:1:2ff::7", "2001:db8:1:200::/56"),
        (0, None, "::ffff:203.0.113.77", "203.0.113.0/24"),
        (0, None, "203.0.113.77:51234", "203.0.113.0/24"),
        (0, None, "[2001:db8::7]:51234", "2001:db8::/56"),
        (0, None, "fe80::1%eth0", "fe80::/56"),
        (0, None, "", UNKNOWN),
        (0, None, "unix:", UNKNOWN),
        (1, "198.51.100.1", "10.0.0.1", "198.51.100.0/24"),
        (1, "192.0.2.66, 198.51.100.1", "10.0.0.1", "198.51.100.0/24"),
        (2, "192.0.2.66, 198.51.100.1, 10.0.0.2", "10.0.0.1", "198.51.100.0/24"),
        (2, "192.0.2.66", "203.0.113.77", "203.0.113.0/24"),
        (1, "", "203.0.113.77", "203.0.113.0/24"),
        (1, " , ,", "203.0.113.77", "203.0.113.0/24"),
        (1, "not an address", "203.0.113.77", UNKNOWN),
        (1, "x" * 9000, "203.0.113.77", UNKNOWN),
    ],
)
def test_network_is_that_of_the_client(rf, settings, depth, forwarded, peer, network):
    settings.PROXY_DEPTH = depth
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    assert client_network(rf.get("/", REMOTE_ADDR=peer, **headers)) == network
