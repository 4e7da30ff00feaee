"""What is refused is told to whoever asked for it: nobody meets an error page for it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest

from carp.accounts.verdicts import Refused


class Refusals:
    """What is refused in the ``with`` block is told, and goes no further."""

    def __init__(self, tell: Callable[[Refused], None]) -> None:
        self.tell = tell

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        if isinstance(error, Refused):
            self.tell(error)
        return isinstance(error, Refused)


def telling_refusals(request: HttpRequest) -> Refusals:
    """For a step of one button; that of a form is ``form.showing_refusals()``."""
    return Refusals(lambda refusal: messages.error(request, str(refusal)))
