"""Housekeeping."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from carp import clock
from carp.web import tasks


@pytest.mark.django_db
def test_ended_sessions_are_forgotten_and_others_are_not():
    for key, days in (("ended", -1), ("open", 1)):
        Session.objects.create(
            session_key=key, session_data="", expire_date=clock.now() + timedelta(days=days)
        )
    tasks.clear_sessions()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["open"]
