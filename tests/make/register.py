"""Examples of the register: areas, communities and evidence, valid unless told otherwise."""

from datetime import date
from typing import Any

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Role
from carp.council.calendar import add_working_days
from register import workflow
from register.models import Area, Community, Evidence
from tests.make.accounts import user as person

SQUARE = {
    "type": "Polygon",
    "coordinates": [[[-0.8, 53.3], [-0.7, 53.3], [-0.7, 53.4], [-0.8, 53.4], [-0.8, 53.3]]],
}


def area(
    code: str = "E05009642",
    name: str = "Gainsborough South-West",
    kind: str = Area.Kind.WARD,
    **changes: Any,
) -> Area:
    """An area, made once."""
    fields = {"name": name, "kind": kind, "geometry": SQUARE} | changes
    vintage = fields.pop("vintage", 2025)
    found, _ = Area.objects.get_or_create(code=code, vintage=vintage, defaults=fields)
    return found


def community_details(**changes: Any) -> workflow.CommunityDetails:
    given: dict[str, Any] = {
        "name": "South West Ward alleys",
        "kind": Community.Kind.PLACE,
        "scale": "neighbourhood",
        "summary": "Rubbish, drug dealing and fear of crime in the back alleys.",
        "what_works": "A residents' group cleans the alleys every month.",
    }
    if "areas" not in changes:
        given["areas"] = (area(),)
    return workflow.CommunityDetails(**given | changes)


def community(*, by: User | None = None, **changes: Any) -> Community:
    """An emerging community in Gainsborough South-West."""
    officer = by or person(Role.NOMINATED_OFFICER)
    return workflow.create_community(by=officer, details=community_details(**changes))


def identified_community(
    *, by: User | None = None, plan_due_on: date | None = None, **changes: Any
) -> Community:
    """A community for which a plan is due."""
    officer = by or person(Role.NOMINATED_OFFICER)
    due = plan_due_on or add_working_days(clock.today(), 30)
    return workflow.identify(
        community(by=officer, **changes), by=officer, plan_due_on=due, reason="Three complaints."
    )


def active_community(*, by: User | None = None, **changes: Any) -> Community:
    """A community with a response under way."""
    officer = by or person(Role.NOMINATED_OFFICER)
    return workflow.begin_response(identified_community(by=officer, **changes), by=officer)


def evidence(community: Community, *, by: User | None = None, **changes: Any) -> Evidence:
    given: dict[str, Any] = {
        "source": "more-complaints",
        "title": "Complaints about fly-tipping",
        "text": "41 complaints in the quarter, 18 the quarter before.",
        "dated": clock.today(),
    }
    return workflow.add_evidence(
        community,
        by=by or person(Role.NOMINATED_OFFICER),
        details=workflow.EvidenceDetails(**given | changes),
    )
