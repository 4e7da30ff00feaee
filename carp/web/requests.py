"""The request of somebody who is signed in: every page but those that opt out."""

from django.http import HttpRequest

from carp.accounts.models import User


class Request(HttpRequest):
    """For the signatures of views behind LoginRequiredMiddleware."""

    user: User
