"""Who may read and change the register, and which moves a community may make now."""

from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import ALLOWED, Verdict, refused
from register.models import Community

Status = Community.Status

MOVES: dict[str, frozenset[str]] = {
    Status.EMERGING: frozenset({Status.IDENTIFIED, Status.CLOSED}),
    Status.IDENTIFIED: frozenset({Status.ACTIVE, Status.STEPPED_DOWN}),
    Status.ACTIVE: frozenset({Status.STEPPED_DOWN}),
    Status.STEPPED_DOWN: frozenset({Status.IDENTIFIED, Status.CLOSED}),
    Status.CLOSED: frozenset({Status.IDENTIFIED}),
}


def can_read(user: User) -> Verdict:
    """Every officer and member reads the register (policy 6.2)."""
    if user.may(Capability.REGISTER_READ):
        return ALLOWED
    return refused("Only officers and members of the council can read the register.")


def can_edit(user: User) -> Verdict:
    """Create and change entries of the register."""
    if user.may(Capability.REGISTER_EDIT):
        return ALLOWED
    return refused("Only a nominated officer can change the register.")


def can_require_plan(user: User) -> Verdict:
    """Say that a community is identified: a nominated officer, or a board deciding on it."""
    if user.may(Capability.BOARD_DECIDE) or user.may(Capability.BOARD_RUN):
        return ALLOWED
    return can_edit(user)


def can_move(community: Community, to: str) -> Verdict:
    """Whether the table of moves leads there from where the community stands."""
    if to in MOVES[community.status]:
        return ALLOWED
    now, wanted = community.get_status_display().lower(), Status(to).label.lower()
    return refused(f"{community.name} is {now}, so it cannot become {wanted} now.")


def can_identify(user: User, community: Community) -> Verdict:
    """From then on a plan is due (policy 7.1)."""
    return can_require_plan(user) and can_move(community, Status.IDENTIFIED)


def can_step_down(user: User, community: Community) -> Verdict:
    return can_edit(user) and can_move(community, Status.STEPPED_DOWN)


def can_close(user: User, community: Community) -> Verdict:
    return can_edit(user) and can_move(community, Status.CLOSED)


def can_add_evidence(user: User, community: Community) -> Verdict:
    """Evidence is gathered for any community that is still on the register (policy 6.3)."""
    if not (edit := can_edit(user)):
        return edit
    if community.status == Status.CLOSED:
        return refused(f"{community.name} is closed. Identify it again to add evidence.")
    return ALLOWED
