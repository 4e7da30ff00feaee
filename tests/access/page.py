"""A row of the access table: who may open a page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from carp.accounts.roles import ROLES, Capability, Role

NOBODY: frozenset[Role] = frozenset()
EVERYBODY: frozenset[Role] = frozenset(Role)


@dataclass(frozen=True)
class Page:
    """Who may open one URL name.

    ``may`` are the signed-in roles that get in; ``public`` lets in people who are not signed in
    too. ``kwargs`` builds what the address names (fresh rows) and returns the URL's arguments.
    ``refused`` is the answer to other roles: 404 where existence is itself private.
    ``method`` is "post" for an act that has no page of its own; ``data`` is what is posted.
    """

    may: frozenset[Role]
    public: bool = False
    kwargs: Callable[[], Mapping[str, Any]] = dict
    refused: int = 403
    method: str = "get"
    data: Mapping[str, str] | None = None


def having(*capabilities: Capability) -> frozenset[Role]:
    """Roles that hold any of the capabilities."""
    return frozenset(role for role in Role if ROLES[role] & set(capabilities))
