"""The cache of the service: with Redis away everything is slower, and nothing is lost."""

import time

import pytest
from django.core.cache import caches
from django.core.cache.backends.dummy import DummyCache
from django.core.cache.backends.locmem import LocMemCache

from carp.accounts.roles import Role
from tests import make

pytestmark = pytest.mark.django_db
PASSWORD = "three odd words together"
NOBODY_THERE = "redis://127.0.0.1:1/0"


@pytest.fixture
def _no_redis(settings):
    settings.CACHES = {
        name: {
            "BACKEND": "carp.web.cache.Cache",
            "LOCATION": NOBODY_THERE,
            "OPTIONS": {
                "spare": f"{spare.__module__}.{spare.__name__}",
                "socket_connect_timeout": 0.5,
                "socket_timeout": 0.5,
            },
        }
        for name, spare in (("default", LocMemCache), ("sessions", DummyCache))
    }


@pytest.mark.usefixtures("_no_redis")
def test_people_sign_in_and_go_on_without_redis(client):
    person = make.user(Role.OFFICER, password=PASSWORD)
    begun = time.monotonic()
    assert (
        client.post("/sign-in/", {"login": person.email, "password": PASSWORD}).status_code == 302
    )
    assert client.get("/account/").status_code == 200
    assert client.post("/sign-out/").status_code == 302
    assert client.get("/account/").status_code == 302
    assert time.monotonic() - begun < 5


@pytest.mark.usefixtures("_no_redis")
def test_attempts_are_counted_without_redis(client):
    person = make.user(password=PASSWORD)
    for _ in range(6):
        client.post("/sign-in/", {"login": person.email, "password": "x"})
    response = client.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    assert response.status_code == 200


@pytest.mark.usefixtures("_no_redis")
def test_every_operation_answers_without_redis():
    cache = caches["default"]
    cache.set("a", 1)
    assert (cache.get("a"), cache.has_key("a"), cache.add("a", 2)) == (1, True, False)
    assert (cache.incr("a"), cache.touch("a")) == (2, True)
    assert cache.set_many({"b": 3}) == []
    assert cache.get_many(["a", "b"]) == {"a": 2, "b": 3}
    cache.delete_many(["b"])
    assert cache.delete("a")
    caches["sessions"].set("a", 1)
    assert caches["sessions"].get("a") is None
