"""The request of somebody who is signed in: every page but those that opt out."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, QueryDict

from carp.accounts.models import User


class Request(HttpRequest):
    """For the signatures of views behind LoginRequiredMiddleware."""

    user: User


class AskFirst(PermissionDenied):
    """A page that is shown only after a question that another page asks."""

    def __init__(self, href: str) -> None:
        super().__init__("Answer the question first.")
        self.href = href


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent; a form that is only opened is not bound."""
    return request.POST if request.method == "POST" else None
