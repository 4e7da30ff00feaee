"""What the burst says of its senders: each ending in words, and good only if all were answered."""

import asyncio
import socket
import struct

import pytest

from bench import burst

SENDER = burst.Sender(session="session", token="token", key="key")
RESET_ON_CLOSE = (socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
FOUND = b"HTTP/1.1 302 Found\r\nLocation: /report/done/\r\n\r\n"


def _sent(answer, *, within=10.0, reset=False):
    """What one sender meets at a server that reads the form and answers so; None: not at all."""

    async def send():
        over = asyncio.Event()

        async def serve(reader, writer):
            await reader.readuntil(sender_ends)
            if answer is None:
                await reader.read()  # until the sender has given up
            elif reset:
                writer.get_extra_info("socket").setsockopt(*RESET_ON_CLOSE)
            else:
                writer.write(answer)
                await writer.drain()
            writer.close()
            over.set()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        address = "http://{}:{}".format(*server.sockets[0].getsockname())
        answers = await burst.send_all([SENDER], address, within=within)
        await over.wait()
        server.close()
        return answers

    sender_ends = SENDER.request("").rpartition(b"\r\n")[2]
    return asyncio.run(send())


@pytest.mark.parametrize(
    ("meets", "words"),
    [
        ({"answer": b""}, "closed by the server without an answer: 1, after 0."),
        ({"answer": None, "within": 0.2}, "had no answer when the time was over: 1, after 0.2 to"),
        ({"answer": b"", "reset": True}, "cut off before an answer (Connection reset by peer): 1"),
        ({"answer": b"SSH-2.0\r\n"}, "answered with something else than HTTP: b'SSH-2.0"),
        ({"answer": b"HTTP/1.1 500 Fault\r\n\r\n"}, "answered 500: 1, after 0."),
    ],
)
def test_an_ending_that_is_no_receipt_is_told_in_words(capsys, meets, words):
    assert burst.told("sqlite", _sent(**meets), 1.0, stored=0, held=0) == 1

    said = capsys.readouterr().out
    assert f"\n  {words}" in said
    assert said.endswith("NOT GOOD: see the numbers above.\n")


def test_all_stored_and_answered_is_good(capsys):
    assert burst.told("sqlite", _sent(FOUND), 1.0, stored=1, held=0) == 0

    said = capsys.readouterr().out
    assert "\n  answered 302: 1, after 0." in said
    assert said.endswith("Good: none was lost.\n")


def test_one_that_was_answered_but_not_stored_is_not_good(capsys):
    assert burst.told("sqlite", _sent(FOUND), 1.0, stored=0, held=0) == 1
