"""The scanner lets through what it was told is clean, and nothing else."""

import socket
import time

import pytest

from carp.files import scanner
from carp.files.refusals import NotScanned, Unfit
from tests.files import clamd

pytestmark = pytest.mark.once


def test_without_a_scanner_nothing_is_asked(settings):
    settings.CLAMD = ""
    scanner.require_clean(clamd.EICAR)


@pytest.mark.parametrize("size", [1, scanner.PIECE, 3 * scanner.PIECE + 1])
def test_clean_file_passes_and_was_seen_whole(settings, size):
    content = b"x" * size
    with clamd.running() as daemon:
        settings.CLAMD = daemon.address
        scanner.require_clean(content)
    assert daemon.scanned == [content]


def test_socket_file_and_both_ways_to_write_an_address(settings, tmp_path):
    with clamd.running(path=tmp_path / "clamd") as daemon:
        for address in (daemon.address, str(tmp_path / "clamd")):
            settings.CLAMD = address
            scanner.require_clean(b"clean")
    with clamd.running() as daemon:
        settings.CLAMD = f"tcp://{daemon.address}"
        scanner.require_clean(b"clean")


def test_harmful_file_is_refused(settings):
    with clamd.running() as daemon:
        settings.CLAMD = daemon.address
        with pytest.raises(Unfit, match="harmful"):
            scanner.require_clean(b"before" + clamd.EICAR)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\0",
        b"OK\0",
        b"stream: ok\0",
        b"stream: OK but\0",
        b"other: OK\0",
        b"stream: OK\nstream: Eicar ERROR\0",
        b"INSTREAM size limit exceeded. ERROR\0",
        b"UNKNOWN COMMAND\0",
        b"\xff" * 5000,
    ],
)
def test_any_other_answer_holds_the_file_back(settings, answer):
    with clamd.running(lambda _content: answer) as daemon:
        settings.CLAMD = daemon.address
        with pytest.raises(NotScanned, match="could not be checked"):
            scanner.require_clean(b"content")


def test_scanner_that_hangs_up_holds_the_file_back(settings):
    def hang_up(_content):
        raise ConnectionError

    with clamd.running(hang_up) as daemon:
        settings.CLAMD = daemon.address
        with pytest.raises(NotScanned):
            scanner.require_clean(b"content")


@pytest.mark.parametrize("address", ["127.0.0.1:1", "/no/such/socket", "nonsense", "tcp://:x"])
def test_scanner_that_is_not_there_holds_the_file_back(settings, address):
    settings.CLAMD = address
    with pytest.raises(NotScanned):
        scanner.require_clean(b"content")


def test_scanner_that_takes_too_long_holds_the_file_back(settings):
    """It takes the connection and never reads on: neither sending nor waiting may last for ever."""
    settings.CLAMD_SECONDS = 0.1
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        settings.CLAMD = f"127.0.0.1:{silent.getsockname()[1]}"
        for content in (b"short", b"x" * (10 * 1024 * 1024)):
            began = time.monotonic()
            with pytest.raises(NotScanned):
                scanner.require_clean(content)
            assert time.monotonic() - began < 5


def test_scanner_that_drips_its_answer_is_given_no_more_time(settings):
    """Each letter comes within the limit, all of them together do not."""
    settings.CLAMD_SECONDS = 0.1

    def drip(_content):
        time.sleep(0.15)
        return b"stream: OK\0"

    with clamd.running(drip) as daemon:
        settings.CLAMD = daemon.address
        with pytest.raises(NotScanned):
            scanner.require_clean(b"content")
