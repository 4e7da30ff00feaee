"""A plan goes on under the newest template (policy 7.1, 7.2)."""

from django.db import transaction

from actionplans import permissions
from actionplans.models import Plan, TemplateMove
from actionplans.selectors.templates import newer_template
from actionplans.workflow.plans import locked
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import Refused
from carp.audit import trail


@transaction.atomic
def move_template(plan: Plan, *, by: User, to: str) -> TemplateMove:
    """Let the newest council pack ask a plan's questions; ``to`` is the hash that was looked at.

    Every answer stays: those to questions that have gone are read beside their stage.
    """
    plan = locked(plan)
    permissions.can_move_template(by, plan).require()
    newer = newer_template(plan)
    if newer is None:
        raise Refused("This plan has the newest template already.")
    if newer.version.content_hash != to:
        raise Refused("The template has changed again since you looked. Look at what is new.")
    newer.fits.require()
    before = plan.council_pack
    move = TemplateMove.objects.create(
        plan=plan, from_pack=before, to_pack=newer.version, moved_by=by
    )
    plan.council_pack = newer.version
    plan.save(update_fields=("council_pack",))
    trail.record(
        "actionplans.move_template",
        plan,
        by=by,
        capability=Capability.PLAN_EDIT_OWN,
        before={"council_pack": before.content_hash},
        after={
            "council_pack": newer.version.content_hash,
            "no_longer_asked": [
                [each.number, question.code] for each in newer.stages for question in each.gone
            ],
            "no_longer_offered": [
                f"{each.where}, {each.what}: {each.chosen}" for each in newer.unoffered
            ],
        },
    )
    return move
