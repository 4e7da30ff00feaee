"""Which community a report is about, as whoever made it sees it; the outcome alone links it."""

from django.db import transaction

from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import Refused
from carp.audit import trail
from triggers import permissions
from triggers.known import named_to_anybody
from triggers.models import SuggestedLink, TriggerReport
from triggers.workflow.steps import locked


@transaction.atomic
def suggest_community(report: TriggerReport, *, by: User, community: int) -> SuggestedLink:
    """Say of a report which known community it is about (policy 6.2); nothing is merged or linked.

    Whoever took down a call says it for the caller.
    """
    report = locked(report)
    called = report.taken_by_id == by.pk
    permissions.can_take_part(None if called else by, report, "add_information").require()
    named = named_to_anybody().filter(pk=community).first()
    if named is None:
        raise Refused("This community cannot be chosen any more.")
    link, _new = SuggestedLink.objects.get_or_create(report=report, community=named)
    trail.record(
        "triggers.suggest_community",
        report,
        by=by,
        capability=Capability.TRIGGER_TAKE_CALL if called else Capability.TRIGGER_REPORT,
        after={"status": report.status, "community": named.reference},
    )
    return link
