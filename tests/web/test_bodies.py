"""A request waits outside until its whole body is here, and only a few work at a time."""

import errno
import io
import tempfile
import threading

import pytest
from django.http import FileResponse, HttpResponse, StreamingHttpResponse

from carp.web.bodies import WholeBodies


class Answers:
    """What the server was told."""

    def __init__(self):
        self.status = ""
        self.headers = {}

    def __call__(self, status, headers, exc_info=None):
        self.status, self.headers = status, dict(headers)


class Noted(HttpResponse):
    """Notes in which thread it was closed."""

    def __init__(self, closed_in):
        super().__init__(b"done")
        self.closed_in = closed_in

    def close(self):
        self.closed_in.append(threading.current_thread().name)
        super().close()


def answer(response):
    def application(environ, start_response):
        start_response("200 OK", [])
        return response(environ)

    return application


def ask(application, *, body=b"", length=None, most_bytes=100):
    answers = Answers()
    environ = {"wsgi.input": io.BytesIO(body)}
    if length is not None:
        environ["CONTENT_LENGTH"] = length
    whole = WholeBodies(application, turns=1, most_bytes=most_bytes)
    response = whole(environ, answers)
    return answers, b"".join(response)


def echo(environ):
    return HttpResponse(environ["wsgi.input"].read())


@pytest.mark.parametrize("body", [b"", b"a", b"x" * 100])
def test_the_body_arrives_whole(body):
    answers, said = ask(answer(echo), body=body, length=str(len(body)))

    assert (answers.status, said) == ("200 OK", body)


def test_only_the_announced_bytes_are_read():
    assert ask(answer(echo), body=b"abcdef", length="3")[1] == b"abc"


@pytest.mark.parametrize("length", [None, "", "many", "-5"])
def test_a_length_that_is_none_means_no_body(length):
    assert ask(answer(echo), body=b"abc", length=length)[1] == b""


def test_a_body_that_is_too_long_is_refused_unread():
    answers, said = ask(answer(echo), body=b"x" * 101, length="101")

    assert answers.status == "413 Content Too Large"
    assert b"too large" in said
    assert answers.headers["Content-Length"] == str(len(said))


def test_a_body_cut_short_never_reaches_the_application():
    answers, said = ask(answer(echo), body=b"abc", length="10")

    assert answers.status == "400 Bad Request"
    assert b"did not arrive whole" in said


class FullFile(tempfile.SpooledTemporaryFile):
    """On a disk without room: refuses as soon as it would leave the memory."""

    def rollover(self):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_told_in_words(monkeypatch):
    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", FullFile)
    long = 2 * 1024 * 1024
    answers, said = ask(answer(echo), body=b"x" * long, length=str(long), most_bytes=long)
    assert answers.status == "507 Insufficient Storage"
    assert b"what you typed is still there" in said
    assert ask(answer(echo), body=b"abc", length="3")[1] == b"abc"


def test_an_ordinary_response_is_closed_within_its_turn():
    turns = []

    def respond(environ):
        return Noted(turns)

    assert ask(answer(respond))[1] == b"done"
    assert turns[0].startswith("turn")


@pytest.mark.parametrize(
    "respond",
    [
        lambda environ: StreamingHttpResponse(iter([b"one,", b"two"])),
        lambda environ: FileResponse(io.BytesIO(b"one,two")),
        lambda environ: [b"one,two"],
    ],
    ids=["generator", "file", "plain WSGI"],
)
def test_a_stream_is_read_at_its_readers_pace(respond):
    assert ask(answer(respond))[1] == b"one,two"


def test_no_more_work_at_a_time_than_there_are_turns():
    running, most = [], []
    gate = threading.Barrier(2)

    def respond(environ):
        running.append(1)
        most.append(len(running))
        gate.wait(timeout=10)  # only passes when two are inside at once
        running.pop()
        return HttpResponse(b"")

    whole = WholeBodies(answer(respond), turns=2, most_bytes=0)
    threads = [
        threading.Thread(target=whole, args=({"wsgi.input": io.BytesIO()}, Answers()))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert max(most) == 2
