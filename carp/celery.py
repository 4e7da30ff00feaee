"""The Celery app: an alarm clock. What must be done is a row in the outbox."""

import os
import warnings

from celery import Celery, platforms

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carp.settings")

# Celery warns root off because of pickled messages; ours are JSON and nothing else is accepted.
warnings.filterwarnings("ignore", category=platforms.SecurityWarning)  # type: ignore[attr-defined]

app = Celery("carp")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="timers")
