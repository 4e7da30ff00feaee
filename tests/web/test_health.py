"""Liveness asks nobody; readiness writes, and says which part does not work."""

import shutil
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection

from carp import clock
from carp.council import packs
from carp.council.models import CouncilPack
from carp.outbox.models import OutboxItem
from carp.web import health
from carp.web.models import Heartbeat

pytestmark = pytest.mark.urls("tests.web.urls")


def ask(client):
    response = client.get("/readyz")
    return response.status_code, response.json()


def test_alive_asks_no_database(client):
    """Without the database fixture any query would fail the test."""
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert client.head("/healthz").status_code == 200
    assert client.post("/healthz").status_code == 405


@pytest.mark.django_db
def test_ready_writes_a_row(client):
    status, body = ask(client)
    assert status == 200
    assert body["ready"]
    assert set(body) == {"ready", "database", "space", "outbox", "council"}
    assert body["space"] == {"ok": True, "detail": "there is enough free space"}
    assert Heartbeat.objects.get().name == "ready"


@pytest.mark.django_db
def test_answer_is_kept_for_a_second(client, django_assert_num_queries):
    ask(client)
    with django_assert_num_queries(0):
        assert ask(client)[0] == 200


@pytest.mark.django_db(transaction=True)
def test_not_ready_when_writes_fail(client):
    """What a full disk does: reads answer, writes do not."""
    refuse, allow = {
        "sqlite": ("PRAGMA query_only = ON", "PRAGMA query_only = OFF"),
        "postgresql": (
            "SET default_transaction_read_only = on",
            "SET default_transaction_read_only = off",
        ),
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(refuse)
    try:
        status, body = ask(client)
        live = client.get("/healthz").status_code
    finally:
        with connection.cursor() as cursor:
            cursor.execute(allow)
    assert status == 503
    assert not body["ready"]
    assert body["database"] == {"ok": False, "detail": "the database does not accept a write"}
    assert body["outbox"]["ok"]
    assert live == 200


@pytest.mark.django_db
def test_not_ready_when_the_disk_is_nearly_full(client, monkeypatch, settings, caplog):
    """Anybody hears that it is too little; who reads the log, once, how much there is."""
    monkeypatch.setattr(health, "last", health._Last({}))
    usage = SimpleNamespace(free=200 * health.MIB)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage)
    assert ask(client)[1]["space"]["ok"]
    for mebibytes in (63, 62):
        usage.free, health.last.at = mebibytes * health.MIB, float("-inf")
        status, body = ask(client)
        assert status == 503
        assert body["space"] == {"ok": False, "detail": "there is too little free space"}
    told = [record.getMessage() for record in caplog.records if record.name == health.log.name]
    assert told == [f"{settings.CARP_DATA} has 63 MiB free and needs 64 MiB"]


@pytest.mark.django_db
def test_not_ready_without_a_data_folder(client, settings, tmp_path):
    settings.CARP_DATA = tmp_path / "gone"
    assert ask(client)[1]["space"] == {"ok": False, "detail": "the data folder cannot be read"}


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "good"), [(5, True), (15, False)])
def test_not_ready_when_nobody_does_what_is_owed(client, minutes, good):
    OutboxItem.objects.create(
        topic="mail", key="old", due_at=clock.now() - timedelta(minutes=minutes)
    )
    status, body = ask(client)
    assert body["outbox"]["ok"] is good
    assert status == (200 if good else 503)


@pytest.mark.django_db
def test_not_ready_without_a_council_pack(client):
    CouncilPack.objects.update(in_force=False)
    packs.forget()
    status, body = ask(client)
    assert status == 503
    assert not body["council"]["ok"]
