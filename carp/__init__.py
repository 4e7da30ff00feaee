"""The ground floor of the Communities at Risk Portal: wiring, and what has no subject."""

# Without the app in place before the tasks, @shared_task would ignore our settings.
from carp.celery import app as celery_app

__all__ = ["celery_app"]
