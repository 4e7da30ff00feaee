"""A connection to PostgreSQL is known to be broken without a question to the server."""

import os
import select
import socket

import psycopg2
import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no line that breaks"),
]


@pytest.fixture
def line():
    """A connection of the test's own, opened."""
    own = connections.create_connection("default")
    own.ensure_connection()
    yield own
    own.close()


def end(line):
    """As an administrator ends a session, or a server all of them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [line.connection.info.backend_pid])
        assert cursor.fetchone() == (True,)


def test_a_line_that_holds_is_seen_without_a_question(line):
    line.force_debug_cursor = True
    with CaptureQueriesContext(line) as captured:
        assert line.is_usable()
    assert not captured.captured_queries


def test_a_line_that_the_server_ended_is_seen(line):
    end(line)
    assert not line.is_usable()


def test_a_line_that_died_without_a_word_is_closed_within_a_minute(line):
    """As when the server's machine lost its power; the kernel asks, and nobody answers."""
    with socket.socket(fileno=os.dup(line.connection.fileno())) as tcp:
        assert tcp.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        idle, between, times = (
            tcp.getsockopt(socket.IPPROTO_TCP, option)
            for option in (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT)
        )
    assert idle + between * times <= 60


def test_the_next_request_is_answered_over_a_new_line(line):
    """As at the start of each request (CONN_HEALTH_CHECKS)."""
    end(line)
    line.close_if_unusable_or_obsolete()
    line.health_check_enabled, line.health_check_done = True, False
    with line.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


def test_something_else_that_the_server_says_breaks_no_line(line):
    """A notice stands in the line until somebody reads it."""
    with line.cursor() as cursor:
        cursor.execute("LISTEN told")
    with connection.cursor() as cursor:
        cursor.execute("NOTIFY told")
    assert select.select([line.connection], [], [], 30)[0]
    assert line.is_usable()
    line.connection.poll()
    assert line.connection.notifies


def test_a_line_that_was_closed_here_is_not_used(line):
    line.connection.close()
    assert not line.is_usable()
    with pytest.raises(psycopg2.InterfaceError):
        line.connection.cursor()
