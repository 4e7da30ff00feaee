"""The servers that the suite starts: those of the machine and those of the wheels."""

import socket
from urllib.parse import urlsplit

import psycopg2
import pytest

from tests import servers

pytestmark = pytest.mark.once


@pytest.mark.slow
@pytest.mark.parametrize("programs", [servers.postgres_programs, servers.postgres_wheel])
def test_postgres_takes_connections_and_ends(programs):
    with servers.postgres(programs()) as url:
        connection = psycopg2.connect(url)
        with connection.cursor() as cursor:
            cursor.execute("SELECT lower('É'), current_setting('server_encoding')")
            assert cursor.fetchone() == ("é", "UTF8")
        connection.close()
    assert not _listens(url)


@pytest.mark.parametrize("program", [servers.redis_program, servers.valkey_wheel])
def test_redis_takes_connections_and_ends(program):
    with servers.redis(program()) as url, _connected(url) as connection:
        connection.sendall(b"SET a 1\r\nGET a\r\n")
        assert connection.recv(64) == b"+OK\r\n$1\r\n1\r\n"
    assert not _listens(url)


def _connected(url):
    address = urlsplit(url)
    return socket.create_connection((address.hostname, address.port), timeout=5)


def _listens(url):
    try:
        _connected(url).close()
    except ConnectionRefusedError:
        return False
    return True
