"""Who may move money, and whether the need it follows stands (policy 11.2; quality S4)."""

from collections.abc import Sequence

from actionplans.models import Approval, MonitoringReturn, NeedLine, PlanVersion, VersionNeed
from actionplans.permissions import barred_people, may_be_funded
from actionplans.selectors import need_in_force
from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.accounts.verdicts import ALLOWED, Verdict, refused
from carp.council import packs
from carp.governance.models import Group, Membership
from carp.governance.permissions import without_interest
from carp.money import pounds
from carp.web.formats import day
from funds.models import Allocation, NeedBalance, Pot

Status = Allocation.Status

MOVES: dict[str, frozenset[str]] = {
    Status.PROPOSED: frozenset({Status.AUTHORISED, Status.WITHDRAWN}),
    Status.AUTHORISED: frozenset({Status.PAID, Status.WITHDRAWN}),
    Status.PAID: frozenset(),
    Status.WITHDRAWN: frozenset(),
}


def can_read(user: User) -> Verdict:
    if user.may(Capability.FUND_READ):
        return ALLOWED
    return refused("Only officers of the council can read the fund.")


def can_set_budget(user: User) -> Verdict:
    if user.may(Capability.FUND_BUDGET):
        return ALLOWED
    return refused("Only a fund manager can open a pot or change its budget.")


def can_propose(user: User) -> Verdict:
    if user.may(Capability.FUND_PROPOSE):
        return ALLOWED
    return refused("Only a fund manager or a service manager can propose an allocation.")


def can_propose_for(user: User, line: NeedLine) -> Verdict:
    """Not for a plan, or its community, in which they declared an interest (s. 31)."""
    return can_propose(user) and without_interest(user, line.plan)


def is_alive(pot: Pot) -> Verdict:
    """A pot may be spent from between its first and its last day (I6)."""
    today = clock.today()
    if today < pot.starts_on:
        return refused(f"This pot may be spent from {day(pot.starts_on)}.")
    if today > pot.ends_on:
        return refused(f"This pot ended on {day(pot.ends_on)}.")
    return ALLOWED


def can_authorise(user: User, allocation: Allocation) -> Verdict:
    """A member of the authorising group who neither proposed it nor is named in the plan."""
    if not (sits := is_authoriser(user)):
        return sits
    if allocation.proposed_by_id == user.pk:
        return refused("You proposed this allocation, so another person must authorise it.")
    if not (verdict := without_interest(user, allocation)):
        return verdict
    if why := _barred_from(allocation).get(user.pk):
        return refused(f"You cannot authorise this allocation: {user} {why}.")
    return can_move(allocation, Status.AUTHORISED) and still_stands(allocation)


def _barred_from(allocation: Allocation) -> dict[int, str]:
    """Whom the version names that it was proposed on, or the one in force now (quality S1, S4)."""
    need = need_in_force(allocation.line)
    barred = barred_people(allocation.version)
    return barred if need is None else barred | barred_people(need.version)


def is_authoriser(user: User) -> Verdict:
    """Sits, today, on the group that the council pack makes responsible for the fund."""
    code = packs.current().fund.authorising_group
    seats = Membership.objects.in_term(on=clock.today()).filter(user=user, group__code=code)
    sits = seats.exclude(seat=Membership.Seat.SECRETARY).exists()
    if sits and user.may(Capability.FUND_AUTHORISE):
        return ALLOWED
    return refused(f"Only a member of the {_names((code,))[0]} can authorise an allocation.")


def is_payer(user: User) -> Verdict:
    if user.may(Capability.FUND_PAY):
        return ALLOWED
    return refused("Only a fund manager can record a payment.")


def can_pay(user: User, allocation: Allocation) -> Verdict:
    """Record a payment: a third person, who neither proposed nor authorised it."""
    if not (third := _is_third_person(user, allocation, "record its payment")):
        return third
    if allocation.status != Status.AUTHORISED:
        now = allocation.get_status_display().lower()
        return refused(f"Only an authorised allocation can be paid. This one is {now}.")
    return has_its_papers(allocation) and still_stands(allocation)


def can_release(user: User, allocation: Allocation) -> Verdict:
    """Say that the rest will not be paid: who pays says so, and is the third person there too."""
    if not (third := _is_third_person(user, allocation, "release the rest")):
        return third
    if allocation.status != Status.AUTHORISED:
        now = allocation.get_status_display().lower()
        return refused(f"Only the rest of an authorised allocation is released. This one is {now}.")
    if not allocation.paid_pence:
        return refused("Nothing has been paid from it yet. Withdraw the whole of it instead.")
    return ALLOWED


def _is_third_person(user: User, allocation: Allocation, deed: str) -> Verdict:
    """Who pays neither proposed nor authorised (invariant I8)."""
    if not (pays := is_payer(user)):
        return pays
    if allocation.proposed_by_id == user.pk:
        return refused(f"You proposed this allocation, so another person must {deed}.")
    if allocation.authorised_by_id == user.pk:
        return refused(f"You authorised this allocation, so another person must {deed}.")
    return without_interest(user, allocation)


def has_its_papers(allocation: Allocation) -> Verdict:
    """A grant is paid after due diligence and a signed agreement (policy 11.6)."""
    if not is_grant(allocation.route):
        return ALLOWED
    return refused(
        "A grant is paid only after its checks and a signed agreement, and none are on record here."
    )


NO_WITHDRAWAL = "Only its proposer, a fund manager or an authoriser can withdraw an allocation."


def may_ever_withdraw(user: User) -> Verdict:
    if user.may(Capability.FUND_PROPOSE) or is_authoriser(user):
        return ALLOWED
    return refused(NO_WITHDRAWAL)


def can_withdraw(user: User, allocation: Allocation) -> Verdict:
    """Its proposer, a fund manager, or whoever could authorise it; not once money went out."""
    own = allocation.proposed_by_id == user.pk and user.may(Capability.FUND_PROPOSE)
    if not (own or user.may(Capability.FUND_BUDGET) or is_authoriser(user)):
        return refused(NO_WITHDRAWAL)
    if not (verdict := without_interest(user, allocation)):
        return verdict
    if allocation.paid_pence:
        return refused(
            f"{pounds(allocation.paid_pence)} has been paid from it, so it cannot be withdrawn."
        )
    return can_move(allocation, Status.WITHDRAWN)


def can_move(allocation: Allocation, to: str) -> Verdict:
    if to in MOVES[allocation.status]:
        return ALLOWED
    now, wanted = allocation.get_status_display().lower(), Status(to).label.lower()
    return refused(f"This allocation is {now}, so it cannot be {wanted}.")


def still_stands(allocation: Allocation) -> Verdict:
    """The need is in the version in force now, for as much as is set against it (I5, I1).

    Nor may the plan owe a return that is overdue, nor the organisation that gets it (I7).
    """
    if not (funded := may_be_funded(allocation.line.plan) and may_receive(allocation.recipient)):
        return funded
    need = need_in_force(allocation.line)
    if need is None or not (verdict := stands(allocation.line, need)):
        return stands(allocation.line, need)
    balance = NeedBalance.objects.get(line=allocation.line_id)
    if balance.allocated_pence > need.amount_pence:
        return refused(
            f"Version {need.version.number}, in force now, approves {pounds(need.amount_pence)} "
            f"for this need, and {pounds(balance.allocated_pence)} is allocated to it."
        )
    return verdict


def is_grant(route: str) -> bool:
    """Money that an organisation gets under an agreement, and answers for (policy 11.6)."""
    found = packs.current().items("fund.routes").get(route)
    return found is not None and (found.needs_agreement or found.needs_due_diligence)


def may_receive(recipient: str) -> Verdict:
    """An overdue return blocks the next payment and a new award to the same organisation (I7)."""
    if not recipient:
        return ALLOWED
    overdue = MonitoringReturn.objects.overdue(on=clock.today())
    granted = Allocation.objects.live().filter(recipient__iexact=recipient)
    late = overdue.filter(plan__in=granted.order_by().values("line__plan"))
    first = late.select_related("plan").order_by("due_on", "pk").first()
    if first is None:
        return ALLOWED
    return refused(
        f"{recipient} has a grant under {first.plan.reference}, whose monitoring return for "
        f"{first.period.label} was due on {day(first.due_on)}. Until it is sent, nothing more "
        "is allocated or paid to them."
    )


def stands(line: NeedLine, need: VersionNeed | None) -> Verdict:
    """Money follows only a need in a version in force for all the fund's boards (policy 11.2)."""
    wanted = packs.current().fund.approving_groups
    if need is not None and set(wanted) <= set(need.version.approving_groups):
        return ALLOWED
    groups = _listed([f"the {name}" for name in _names(wanted)])
    both = "both " if len(wanted) == 2 else ""
    return refused(f"Needs the approval of {both}{groups}: {_where_it_is(line, need)}.")


def _where_it_is(line: NeedLine, need: VersionNeed | None) -> str:
    """How far the need has come, in the words that end the refusal."""
    if need is not None:
        by = _listed([f"the {name}" for name in _names(need.version.approving_groups)])
        return f"version {need.version.number} is approved by {by} only"
    versions = PlanVersion.objects.filter(plan=line.plan_id)
    version = versions.filter(needs__line=line).order_by("-number").first()
    if version is None:
        if in_force := versions.in_force().first():
            return f"version {in_force.number}, which is in force, does not contain this need"
        return "the plan has not been put before them yet"
    if version.status == PlanVersion.Status.SUBMITTED:
        return _who_approved(version)
    return f"version {version.number}, which contains this need, was {ENDS[version.status]}"


ENDS: dict[str, str] = {
    PlanVersion.Status.RETURNED: "returned for changes",
    PlanVersion.Status.REJECTED: "rejected",
    PlanVersion.Status.SUPERSEDED: "superseded",
    PlanVersion.Status.SUSPENDED: "suspended",
    PlanVersion.Status.RESCINDED: "rescinded",
}


def _who_approved(version: PlanVersion) -> str:
    approvals = version.approvals.filter(outcome=Approval.Outcome.APPROVE)
    names = list(approvals.values_list("group__name", flat=True))
    if not names:
        return f"nobody has approved version {version.number} yet"
    return f"version {version.number} is approved by {_listed([f'the {n}' for n in names])} only"


def _names(codes: Sequence[str]) -> list[str]:
    names = dict(Group.objects.filter(code__in=codes).values_list("code", "name"))
    return [names.get(code, code) for code in codes]


def _listed(words: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c" """
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
