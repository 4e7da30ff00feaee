"""`python -m bench.senders COUNT`: as many people who have answered every question of a report.

Each has a session of its own, its token, and the key of the report; a line of JSON for each.
`python -m bench.senders stored`: how many reports there are, and how many of them are held.
"""

import json
import os
import secrets
import sys
import time
from datetime import timedelta

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carp.settings")
    django.setup()

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils.crypto import get_random_string

from carp import clock
from triggers.models import TriggerReport
from triggers.views.draft import DRAFT

TOKEN_LETTERS = 32
ANSWERS = {
    "danger": {"immediate_danger": ["no"]},
    "who": {"reporter_kind": ["resident"], "organisation": [""]},
    "community": {"community_kind": ["place"], "where": ["The green"], "area": [""]},
    "affected": {"categories": ["older-people"], "extent": ["street"], "people_affected": ["20"]},
    "what": {"what": ["The path is broken, and older people stay at home."]},
    "when": {"since": ["Since Easter"], "trend": ["worsening"]},
    "sources": {"sources": ["more-complaints"]},
    "urgency": {"urgency": ["soon"]},
    "doing": {"being_done": [""], "what_works": [""]},
    "evidence": {"evidence_link": [""]},
    "contact": {"method": ["none"], "name": [""], "email": [""], "telephone": [""]},
}


def prepare(count: int) -> None:
    """Their sessions in the database, as if each had come through the questions."""
    store = SessionStore()
    ends = clock.machine_now() + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    sessions = []
    for _ in range(count):
        key = secrets.token_urlsafe(32)
        held = {"key": key, "started": time.time() - 600, "answers": ANSWERS}
        session = Session(
            session_key=get_random_string(TOKEN_LETTERS, "abcdefghijklmnopqrstuvwxyz0123456789"),
            session_data=store.encode({DRAFT: held}),
            expire_date=ends,
        )
        sessions.append(session)
        token = get_random_string(TOKEN_LETTERS)
        print(json.dumps({"session": session.session_key, "token": token, "key": key}))
    Session.objects.bulk_create(sessions, batch_size=500)


def stored() -> None:
    reports = TriggerReport.objects
    print(json.dumps({"stored": reports.count(), "held": reports.filter(status="held").count()}))


if __name__ == "__main__":
    stored() if sys.argv[1] == "stored" else prepare(int(sys.argv[1]))
