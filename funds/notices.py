"""Who is told of an allocation, and in which words; amounts and places stay in the portal."""

from carp import clock
from carp.council import packs
from carp.governance.models import Membership
from carp.governance.permissions import interested
from carp.outbox import mail
from funds.models import Allocation

SIGN_IN = "Sign in to the Communities at Risk Portal to read it."


def tell_authorisers(allocation: Allocation) -> None:
    """Each member of the authorising group in term, but not whoever proposed it.

    Nor who declared an interest in what it is for.
    """
    seats = (
        Membership.objects.in_term(on=clock.today())
        .filter(group__code=packs.current().fund.authorising_group)
        .exclude(seat=Membership.Seat.SECRETARY)
        .exclude(user=allocation.proposed_by_id)
        .exclude(user__in=interested(allocation))
    )
    for pk, email in sorted(set(seats.values_list("user_id", "user__email"))):
        mail.send_later(
            to=email,
            subject="An allocation waits to be authorised",
            body=f"Allocation {allocation.reference} waits for an authoriser.\n\n{SIGN_IN}",
            key=f"allocation-proposed:{allocation.reference}:{pk}",
        )


def tell_proposer(allocation: Allocation) -> None:
    """Whoever proposed it may now have it paid by somebody else."""
    mail.send_later(
        to=allocation.proposed_by.email,
        subject="An allocation is authorised",
        body=f"Allocation {allocation.reference}, which you proposed, is authorised.\n\n{SIGN_IN}",
        key=f"allocation-authorised:{allocation.reference}",
    )
