"""Who is told what about a plan. A mail says that something waits, never what (quality T25)."""

from actionplans.models import Approval, MinorRevision, MonitoringReturn, PlanVersion, Ruling
from carp import clock
from carp.accounts.models import User
from carp.governance.models import Membership
from carp.outbox import mail

SIGN_IN = "Sign in to the Communities at Risk Portal to read it."
KEEPERS = (Membership.Seat.CHAIR, Membership.Seat.SECRETARY)


def tell_boards(version: PlanVersion) -> None:
    """The chairs and secretaries of the groups that must answer learn that a plan waits."""
    for person in _keepers(version):
        mail.send_later(
            to=person.email,
            subject="An action plan waits for your board",
            body=f"An action plan has been submitted for approval.\n\n{SIGN_IN}",
            key=f"plan-submitted:{version.pk}:{person.pk}",
        )


def _keepers(version: PlanVersion) -> list[User]:
    """The chairs and secretaries of the groups that a version needs."""
    seats = (
        Membership.objects.in_term(on=clock.today())
        .filter(group__code__in=version.approving_groups, seat__in=KEEPERS)
        .select_related("user")
    )
    return list({seat.user_id: seat.user for seat in seats}.values())


def tell_lead(approval: Approval) -> None:
    """The lead learns that a board has answered; the answer itself is on the page."""
    lead = approval.version.plan.lead
    mail.send_later(
        to=lead.email,
        subject="A board has answered on an action plan",
        body=f"A board has answered on an action plan that you lead.\n\n{SIGN_IN}",
        key=f"plan-answered:{approval.pk}",
    )


def tell_of_ruling(ruling: Ruling) -> None:
    """The lead and the other groups learn that a version in force was decided on."""
    version = ruling.version
    told = {person.pk: person for person in (version.plan.lead, *_keepers(version))}
    for person in told.values():
        mail.send_later(
            to=person.email,
            subject="A board has decided on an action plan in force",
            body=f"A board has decided on an action plan that is in force.\n\n{SIGN_IN}",
            key=f"plan-ruled:{ruling.pk}:{person.pk}",
        )


def tell_of_revision(revision: MinorRevision) -> None:
    """Whoever keeps the business of the boards learns what was published without asking them."""
    for person in _keepers(revision.version):
        mail.send_later(
            to=person.email,
            subject="An action plan was revised",
            body=f"A minor revision of an action plan in force was published.\n\n{SIGN_IN}",
            key=f"plan-revised:{revision.pk}:{person.pk}",
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
