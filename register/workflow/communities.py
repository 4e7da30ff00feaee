"""Entries of the register, evidence, and where a community stands (policy 6, 7.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.council import packs
from carp.council.references import next_reference
from carp.web.editing import require_unchanged
from carp.web.lists import searchable
from register import permissions, selectors
from register.models import Area, Community, CommunityCategory, Evidence

Status = Community.Status


@dataclass(frozen=True)
class CommunityDetails:
    """What is said of a community; categories and scale are codes of the council pack."""

    name: str
    kind: str
    categories: Sequence[str] = ()
    areas: Sequence[Area] = ()
    scale: str = ""
    streets: str = ""
    summary: str = ""
    what_works: str = ""
    lead: User | None = None
    next_review_on: date | None = None


@dataclass(frozen=True)
class EvidenceDetails:
    """A piece of evidence; ``dated`` is the day, or the end of the period, that it speaks of."""

    source: str
    title: str
    text: str
    dated: date
    link: str = ""


PLAIN_FIELDS = (
    "name", "kind", "scale", "streets", "summary", "what_works", "lead", "next_review_on",
)  # fmt: skip


def faults(details: CommunityDetails) -> dict[str, str]:
    """What is wrong with the details, a sentence for each field (policy 1.1, 2.2)."""
    pack, found = packs.current(), {}
    if not details.name.strip():
        found["name"] = "Enter the name of the community."
    kind = pack.items("community_kinds").get(details.kind)
    if kind is None:
        return found | {"kind": "Choose what makes this a community."}
    if not details.areas and (kind.needs_area or not details.categories):
        found["areas"] = "Choose at least one area for a community in a place."
    if not details.categories and (kind.needs_category or not details.areas):
        found["categories"] = "Choose at least one thing that the people share."
    if unknown := [code for code in details.categories if code not in pack.items("categories")]:
        found["categories"] = f"The council pack has no category called {', '.join(unknown)}."
    if details.scale and details.scale not in pack.items("scales"):
        found["scale"] = f"The council pack has no scale called {details.scale}."
    return found


def _require_sound(details: CommunityDetails) -> None:
    for sentence in faults(details).values():
        raise Refused(sentence)


@transaction.atomic
def create_community(*, by: User, details: CommunityDetails) -> Community:
    """Enter a community on the register as emerging (policy 6.2)."""
    permissions.can_edit(by).require()
    _require_sound(details)
    community = Community.objects.create(
        reference=next_reference("CAR", year=clock.today().year),
        created_by=by,
        search_text="",
        **{field: getattr(details, field) for field in PLAIN_FIELDS},
    )
    _set_areas_and_categories(community, details)
    trail.record(
        "register.create",
        community,
        by=by,
        capability=Capability.REGISTER_EDIT,
        after=_described(community),
    )
    return community


@transaction.atomic
def edit_community(
    community: Community, *, by: User, details: CommunityDetails, opened: str | None = None
) -> Community:
    """Change what the register says of a community; ``opened`` says from which values.

    Raises EditConflict where somebody else changed it meanwhile (quality F12).
    """
    community = _locked(community)
    permissions.can_edit(by).require()
    require_unchanged(selectors.as_entered(community), opened)
    _require_sound(details)
    before = _described(community)
    for field in PLAIN_FIELDS:
        setattr(community, field, getattr(details, field))
    community.save(update_fields=PLAIN_FIELDS)
    _set_areas_and_categories(community, details)
    after = _described(community)
    trail.record(
        "register.edit",
        community,
        by=by,
        capability=Capability.REGISTER_EDIT,
        before={key: value for key, value in before.items() if after[key] != value},
        after={key: value for key, value in after.items() if before[key] != value},
    )
    return community


@transaction.atomic
def identify(community: Community, *, by: User, plan_due_on: date, reason: str = "") -> Community:
    """Say that a community is at risk: from now on a plan is due (policy 7.1)."""
    community = _locked(community)
    permissions.can_identify(by, community).require()
    if plan_due_on < clock.today():
        raise Refused("The plan cannot be due before today.")
    community.identified_on, community.plan_due_on = clock.today(), plan_due_on
    return _move(
        community, Status.IDENTIFIED, by=by, reason=reason, fields=("identified_on", "plan_due_on")
    )


@transaction.atomic
def require_plan(
    community: Community, *, by: User, plan_due_on: date, reason: str = ""
) -> Community:
    """A board asks for a plan (policy 8.4): identifies, or moves the day on which it is due."""
    community = _locked(community)
    if community.status not in (Status.IDENTIFIED, Status.ACTIVE):
        return identify(community, by=by, plan_due_on=plan_due_on, reason=reason)
    permissions.can_require_plan(by).require()
    before, community.plan_due_on = community.plan_due_on, plan_due_on
    community.save(update_fields=("plan_due_on",))
    trail.record(
        "register.require_plan",
        community,
        by=by,
        capability=_capability(by),
        before={"plan_due_on": before},
        after={"plan_due_on": plan_due_on},
        reason=reason,
    )
    return community


@transaction.atomic
def begin_response(community: Community, *, by: User) -> Community:
    """A plan of the community took effect; called by the step that put it in force.

    A community that nobody had identified yet is identified by its plan.
    """
    community = _locked(community)
    permissions.can_require_plan(by).require()
    if community.status == Status.ACTIVE:
        return community
    if community.status != Status.IDENTIFIED:
        community = identify(
            community, by=by, plan_due_on=clock.today(), reason="A plan for it is in force."
        )
    return _move(community, Status.ACTIVE, by=by, reason="A plan for it is in force.")


@transaction.atomic
def step_down(community: Community, *, by: User, reason: str) -> Community:
    """End the response, or say that none is needed; the community stays on the register.

    Every identified community shall have a plan (policy 7.1): the reason says why this one has
    none, and a board that had asked for one keeps its task until it is settled there.
    """
    community = _locked(community)
    permissions.can_step_down(by, community).require()
    response = "none was needed" if community.status == Status.IDENTIFIED else "ended"
    return _move(
        community,
        Status.STEPPED_DOWN,
        by=by,
        reason=_reason(reason),
        also={"response": response},
    )


@transaction.atomic
def close_community(community: Community, *, by: User, reason: str) -> Community:
    """Close an entry; the reason says what was evaluated and who decided."""
    community = _locked(community)
    permissions.can_close(by, community).require()
    return _move(community, Status.CLOSED, by=by, reason=_reason(reason))


@transaction.atomic
def add_evidence(community: Community, *, by: User, details: EvidenceDetails) -> Evidence:
    """Keep something known about a community, with its source of 5.2 (policy 3.4, 6.3)."""
    community = _locked(community)
    permissions.can_add_evidence(by, community).require()
    if details.source not in packs.current().items("sources"):
        raise Refused("Choose where the evidence comes from.")
    if details.dated > clock.today():
        raise Refused("Evidence cannot speak of a day that is still to come.")
    evidence = Evidence.objects.create(
        community=community,
        source=details.source,
        title=details.title,
        text=details.text,
        link=details.link,
        dated=details.dated,
        added_by=by,
    )
    trail.record(
        "register.add_evidence",
        community,
        by=by,
        capability=Capability.REGISTER_EDIT,
        after={"evidence": evidence.pk, "title": evidence.title, "source": evidence.source},
    )
    return evidence


def _locked(community: Community) -> Community:
    return Community.objects.select_for_update().get(pk=community.pk)


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Refused("Say why.")
    return reason


def _capability(by: User) -> Capability:
    """What the person used: the register's own key, or their part in a board."""
    held = (Capability.REGISTER_EDIT, Capability.BOARD_DECIDE, Capability.BOARD_RUN)
    return next(capability for capability in held if by.may(capability))


def _move(
    community: Community,
    to: Status,
    *,
    by: User,
    reason: str,
    fields: Sequence[str] = (),
    also: Mapping[str, str] | None = None,
) -> Community:
    permissions.can_move(community, to).require()
    before, community.status = community.status, to
    community.save(update_fields=("status", *fields))
    trail.record(
        f"register.{to}",
        community,
        by=by,
        capability=_capability(by),
        before={"status": before},
        after={
            "status": to,
            **{field: getattr(community, field) for field in fields},
            **(also or {}),
        },
        reason=reason,
    )
    return community


def _set_areas_and_categories(community: Community, details: CommunityDetails) -> None:
    community.areas.set(details.areas)
    wanted = list(dict.fromkeys(details.categories))
    community.categories.exclude(code__in=wanted).delete()
    held = set(community.categories.values_list("code", flat=True))
    CommunityCategory.objects.bulk_create(
        CommunityCategory(community=community, code=code) for code in wanted if code not in held
    )
    label = packs.current().label
    words = [
        community.reference,
        community.name,
        community.summary,
        *(area.name for area in details.areas),
        *(label("categories", code) for code in wanted),
    ]
    community.search_text = searchable(" ".join(words))
    community.save(update_fields=("search_text",))


def _described(community: Community) -> dict[str, Any]:
    """The entry as the audit trail keeps it; the lead by key, areas by code."""
    plain = {field: getattr(community, field) for field in PLAIN_FIELDS if field != "lead"}
    return plain | {
        "lead": community.lead_id,
        "areas": sorted(community.areas.values_list("code", flat=True)),
        "categories": sorted(community.categories.values_list("code", flat=True)),
    }
