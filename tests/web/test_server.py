"""The web server's numbers: one place, and granian itself reads them as they are meant."""

import re
import resource
import sys

import pytest
from django.conf import settings
from granian.cli import cli as granian

from carp.web import server
from carp.web.management.commands import serve

ASKED = {"host": "127.0.0.1", "port": 8123, "workers": 2}
NUMBERS = ("--backpressure", "--backlog", "--blocking-threads", "--http1-header-read-timeout")


@pytest.fixture(autouse=True)
def open_files():
    """What a worker asks for is asked of this process: it gets back what it had."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    yield before
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def _understood(command):
    """The options as granian's own command line takes them, within its own bounds."""
    python, _m, program, *options = command
    assert (python, program) == (sys.executable, "granian")
    return granian.make_context(program, options).params


def test_headers_have_a_minute_and_no_more():
    """A sender in a queue is not cut off, and one who never ends is (quality D10)."""
    assert _understood(server.command(**ASKED))["http1_header_read_timeout"] == 60_000


def test_ten_thousand_may_wait_while_two_hundred_are_slow(open_files):
    options = _understood(server.command(**ASKED))
    room = min(12_000, open_files[1] - server.SPARE_FILES)
    assert options["backpressure"] == room
    assert options["blocking_threads"] > 200
    assert (options["host"], options["port"], options["workers"]) == ("127.0.0.1", 8123, 2)
    assert (options["app"], options["respawn_failed_workers"]) == ("carp.wsgi:application", True)


def test_each_connection_that_may_wait_has_a_file():
    room = server.most_callers()
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == room + server.SPARE_FILES


def test_the_one_command_starts_it_with_one_worker():
    web = serve.services("127.0.0.1", 8123)[0]
    assert web.command == server.command(host="127.0.0.1", port=8123, workers=1)


@pytest.mark.parametrize("paper", ["Dockerfile", "docker-compose.yml", "docs/service.md"])
def test_no_paper_has_numbers_of_its_own(paper):
    text = (settings.BASE_DIR / paper).read_text()
    assert not [option for option in NUMBERS if option in text]
    assert not re.search(r"granian[\"', ]+--", text)


def test_image_starts_it_by_the_same_command():
    assert 'CMD ["python", "manage.py", "web"' in (settings.BASE_DIR / "Dockerfile").read_text()
