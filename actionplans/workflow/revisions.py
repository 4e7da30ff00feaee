"""Minor revisions: what is published without asking the boards again (`domain.md` 4.2)."""

import json

from django.db import transaction

from actionplans import notices, permissions, selectors
from actionplans.models import MinorRevision, Plan, PlanVersion
from actionplans.selectors import frozen
from actionplans.stages.comparison import compare, is_material
from actionplans.stages.content import canonical, hash_of
from actionplans.workflow.plans import locked
from actionplans.workflow.versions import Incomplete
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import Refused
from carp.audit import trail


class Material(Refused):
    """Something changed that the boards must approve again."""


@transaction.atomic
def publish_minor_revision(plan: Plan, *, by: User, reason: str) -> MinorRevision:
    """Publish the plan as it stands, where only dates, wording and progress differ.

    What counts is how far it is from what the boards approved, not from the last revision: many
    small steps do not add up to a change that nobody approved. The version in force stays what
    money follows.
    """
    plan = locked(plan)
    permissions.can_submit(by, plan).require()
    version = selectors.version_in_force(plan)
    if version is None:
        raise Refused("Only a plan in force has minor revisions: submit this one for approval.")
    if not (reason := reason.strip()):
        raise Refused("Say why the plan is revised.")
    content, name = _content_of(plan, version)
    last = version.revisions.first()
    if name in (version.content_hash, last and last.content_hash):
        raise Refused(
            f"Nothing has changed since version {last.label if last else version.number}."
        )
    revision = MinorRevision.objects.create(
        version=version,
        number=last.number + 1 if last else 1,
        content=content,
        content_hash=name,
        reason=reason,
        published_by=by,
    )
    notices.tell_of_revision(revision)
    trail.record(
        "actionplans.publish_minor_revision",
        version,
        by=by,
        capability=Capability.PLAN_EDIT_OWN,
        after={"revision": revision.label, "content_hash": name},
        reason=reason,
    )
    return revision


def _content_of(plan: Plan, version: PlanVersion) -> tuple[str, str]:
    """The working copy and its hash; refused where it lacks something or differs materially."""
    copy = selectors.WorkingCopy(plan)
    if missing := selectors.missing(copy):
        raise Incomplete(missing)
    content = selectors.frozen_content(copy)
    if is_material(compare(json.loads(version.content), content, frozen.terms_of(plan))):
        raise Material(
            "What has changed needs the approval of the boards. Submit the plan for approval."
        )
    text = canonical(content)
    return text, hash_of(text)
