"""The law that no test leaves this machine, tried on itself."""

import socket
import urllib.request

import pytest

from tests.network import OtherMachine


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1"])
def test_connecting_to_another_machine_is_refused(address):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as connection, pytest.raises(OtherMachine):
        connection.connect((address, 80))


def test_sending_to_another_machine_is_refused():
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as connection,
        pytest.raises(OtherMachine),
    ):
        connection.sendto(b"hello", ("192.0.2.1", 53))


def test_looking_up_a_name_is_refused():
    with pytest.raises(OtherMachine):
        urllib.request.urlopen("http://portal.example/")


def test_this_machine_may_be_reached():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(("localhost", server.getsockname()[1])).close()
