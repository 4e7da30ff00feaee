"""Who is told what about a plan. A mail says that something waits, never what (quality T25)."""

from actionplans.models import Approval, MonitoringReturn, PlanVersion
from carp import clock
from carp.governance.models import Membership
from carp.outbox import mail

SIGN_IN = "Sign in to the Communities at Risk Portal to read it."
KEEPERS = (Membership.Seat.CHAIR, Membership.Seat.SECRETARY)


def tell_boards(version: PlanVersion) -> None:
    """The chairs and secretaries of the groups that must answer learn that a plan waits."""
    seats = (
        Membership.objects.in_term(on=clock.today())
        .filter(group__code__in=version.approving_groups, seat__in=KEEPERS)
        .select_related("user")
    )
    for person in {seat.user_id: seat.user for seat in seats}.values():
        mail.send_later(
            to=person.email,
            subject="An action plan waits for your board",
            body=f"An action plan has been submitted for approval.\n\n{SIGN_IN}",
            key=f"plan-submitted:{version.pk}:{person.pk}",
        )


def tell_lead(approval: Approval) -> None:
    """The lead learns that a board has answered; the answer itself is on the page."""
    lead = approval.version.plan.lead
    mail.send_later(
        to=lead.email,
        subject="A board has answered on an action plan",
        body=f"A board has answered on an action plan that you lead.\n\n{SIGN_IN}",
        key=f"plan-answered:{approval.pk}",
    )


def tell_of_query(made: MonitoringReturn) -> None:
    """Who sent a return learns that something is asked about it."""
    if (sender := made.submitted_by) is None:
        return
    mail.send_later(
        to=sender.email,
        subject="A monitoring return has come back with a question",
        body=f"Something is asked about a monitoring return that you sent.\n\n{SIGN_IN}",
        key=f"return-queried:{made.pk}:{made.answered_at}",
    )
