"""What higher apps add to a community's page: its reports, plans and money (policy 6.3).

    panels.add(Panel("plans", "Plans", "actionplans/_community_plans.html", community_plans, 30))

Written in the higher app's own module ``panels``, which is found when the portal starts.
``data(community, user)`` answers what the template knows as ``data``; None leaves the panel out for
that person. The register never learns what is in it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from carp.accounts.models import User
from register.models import Community


@dataclass(frozen=True)
class Panel:
    """One section of a community's page; the lower ``order`` comes first."""

    name: str
    title: str
    template: str
    data: Callable[[Community, User], dict[str, Any] | None]
    order: int


@dataclass(frozen=True)
class FilledPanel:
    """A panel with what it shows to one person."""

    name: str
    title: str
    template: str
    data: dict[str, Any]


_panels: dict[str, Panel] = {}


def add(panel: Panel) -> None:
    """Put a panel on every community's page; the same name again replaces the first."""
    _panels[panel.name] = panel


def filled(community: Community, user: User) -> list[FilledPanel]:
    """The panels that a person sees, in order."""
    in_order = sorted(_panels.values(), key=lambda panel: (panel.order, panel.name))
    answered = ((panel, panel.data(community, user)) for panel in in_order)
    return [
        FilledPanel(panel.name, panel.title, panel.template, data)
        for panel, data in answered
        if data is not None
    ]
