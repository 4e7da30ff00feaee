"""The links of the service navigation: what a person may open, and where they are now."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.web.govuk import govuk


@dataclass(frozen=True)
class Link:
    """One entry, for whoever holds any of the capabilities; for everybody when none is named."""

    text: str
    path: str
    about: str = ""
    opened_by: frozenset[Capability] = frozenset()


LINKS = (
    Link(
        "Report a concern", "/report/", "Tell us about a community that is getting into difficulty."
    ),
    Link(
        "Triage",
        "/triage/",
        "Reports that have come in, and what was made of them.",
        frozenset({Capability.TRIGGER_READ, Capability.TRIGGER_READ_REFERRED}),
    ),
    Link(
        "Safeguarding",
        "/safeguarding/",
        "Reports about one person that were handed over, until you confirm that you have them.",
        frozenset({Capability.SAFEGUARDING_RECEIVE}),
    ),
    Link(
        "Register",
        "/register/",
        "The Communities at Risk Register: every community, its evidence and its story.",
        frozenset({Capability.REGISTER_READ}),
    ),
    Link(
        "Plans",
        "/plans/",
        "Action plans, their seven stages and what was approved.",
        frozenset({Capability.PLAN_READ}),
    ),
    Link(
        "Boards",
        "/boards/",
        "Meetings, referrals, decisions and the tasks that follow.",
        frozenset({Capability.BOARD_READ}),
    ),
    Link(
        "Groups",
        "/boards/groups/",
        "Boards and groups: who sits on them, and for which term.",
        frozenset({Capability.ACCOUNTS_MANAGE}),
    ),
    Link(
        "Fund",
        "/fund/",
        "Pots, allocations and payments for approved plans.",
        frozenset({Capability.FUND_READ}),
    ),
    Link(
        "Reports",
        "/reports/",
        "Quarterly progress and the annual committee report.",
        frozenset({Capability.REPORT_READ}),
    ),
)
PUBLIC = (
    Link("Report a concern", "/report/"),
    Link("Look up a report", "/report/status/"),
    Link("Sign in", "/sign-in/"),
)
drawn: dict[tuple[tuple[Link, ...], str], SafeString] = {}


def links_for(user: User | None) -> tuple[Link, ...]:
    """What a signed-in person sees; None stands for a visitor."""
    if user is None:
        return PUBLIC
    held = user.capabilities
    return tuple(link for link in LINKS if not link.opened_by or link.opened_by & held)


def navigation_html(links: tuple[Link, ...], path: str) -> SafeString:
    """The component, drawn once for each set of links and each place (there are a few dozen)."""
    active = max((link.path for link in links if path.startswith(link.path)), key=len, default="")
    key = (links, active)
    if key not in drawn:
        drawn[key] = govuk(
            "service-navigation",
            navigation=[
                {"text": link.text, "href": link.path, "active": link.path == active}
                for link in links
            ],
        )
    return drawn[key]
