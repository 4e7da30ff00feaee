"""The fund's pages (policy 11)."""

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actionplans.models import NeedLine, Plan
from actionplans.selectors import need_in_force
from carp import clock
from carp.council import packs
from carp.council.calendar import financial_year_of
from carp.money import pounds
from carp.web.export import csv_response
from carp.web.formats import day, when
from carp.web.lists import Column, Link
from carp.web.refusals import telling_refusals
from carp.web.requests import Request, posted
from funds import documents, permissions, selectors, workflow
from funds.filters import (
    STATUS_TAGS,
    AllocationList,
    AllocationRecords,
    LedgerList,
    PaymentList,
    PotList,
    Status,
)
from funds.forms import (
    AllocationForm,
    BudgetForm,
    PaymentForm,
    PotForm,
    ReleaseForm,
    WithdrawForm,
)
from funds.models import Allocation, Pot


def _pot(request: Request, number: int) -> Pot:
    return get_object_or_404(Pot.objects.visible_to(request.user), pk=number)


def _allocation(request: Request, reference: str) -> Allocation:
    related = (
        "pot",
        "line__plan__community",
        "version__plan",
        "proposed_by",
        "authorised_by",
        "withdrawn_by",
        "released_by",
    )
    visible = Allocation.objects.visible_to(request.user).select_related(*related)
    return get_object_or_404(visible.defer("version__content"), reference=reference)


@require_safe
def pot_list(request: Request) -> HttpResponseBase:
    """The whole fund: each pot in figures and as a bar."""
    permissions.can_read(request.user).require()
    pots = Pot.objects.visible_to(request.user)
    year = financial_year_of(clock.today())
    this_year = list(pots.filter(financial_year=year))
    kinds = [
        (kind.label, selectors.totals(pot for pot in this_year if pot.money_type == kind.code))
        for kind in packs.current().fund.money_types
    ]
    context = {
        "year": year,
        "fund": packs.current().fund,
        "kinds": kinds,
        "chart": documents.pots_chart(pots[: documents.MOST_BARS]),
        "may_open": permissions.can_set_budget(request.user),
    }
    return PotList(request, pots).response("funds/pot_list.html", context)


@require_http_methods(["GET", "POST"])
def pot_new(request: Request) -> HttpResponseBase:
    """Open a pot."""
    permissions.can_set_budget(request.user).require()
    form = PotForm(posted(request))
    if form.is_valid():
        details = workflow.PotDetails(**form.cleaned_data)
        with form.showing_refusals():
            pot = workflow.open_pot(by=request.user, details=details)
            messages.success(request, f"The pot holds {pounds(pot.budget_pence)}.")
            return redirect("funds:pot-detail", pot.pk)
    return render(request, "funds/pot_new.html", {"form": form})


@require_safe
def pot_detail(request: Request, number: int) -> HttpResponseBase:
    """One pot: where it stands, and what was allocated from it."""
    pot = _pot(request, number)
    position = selectors.pot_position(pot)
    context = {
        "pot": pot,
        "tiles": [
            (pounds(position.budget), "budget"),
            (pounds(position.allocated), "allocated"),
            (pounds(position.paid), "paid"),
            (pounds(position.free), "free"),
        ],
        "chart": documents.pots_chart([pot]),
        "proposes": permissions.can_propose(request.user),
        "may_propose": permissions.is_alive(pot),
        "may_set_budget": permissions.can_set_budget(request.user),
    }
    rows = Allocation.objects.visible_to(request.user).filter(pot=pot)
    return AllocationList(request, rows).response("funds/pot_detail.html", context)


@require_safe
def pot_ledger(request: Request, number: int) -> HttpResponseBase:
    """Every movement of a pot, from which its balances can be counted again."""
    pot = _pot(request, number)
    context = {"pot": pot, "position": selectors.recount(pot)}
    hidden = Allocation.objects.hidden_from(request.user)
    entries = pot.entries.exclude(allocation__in=hidden)
    return LedgerList(request, entries).response("funds/pot_ledger.html", context)


@require_http_methods(["GET", "POST"])
def pot_budget(request: Request, number: int) -> HttpResponseBase:
    """Change a pot's budget."""
    permissions.can_set_budget(request.user).require()
    pot = _pot(request, number)
    form = BudgetForm(posted(request), initial={"seen_pence": pot.budget_pence})
    if form.is_valid():
        given = form.cleaned_data
        with form.showing_refusals():
            pot = workflow.change_budget(
                pot,
                by=request.user,
                change_pence=form.change(),
                note=given["note"],
                seen_pence=given["seen_pence"],
            )
            messages.success(request, f"The budget is now {pounds(pot.budget_pence)}.")
            return redirect("funds:pot-detail", pot.pk)
    return render(request, "funds/pot_budget.html", {"form": form, "pot": pot})


@require_safe
def allocation_list(request: Request) -> HttpResponseBase:
    """Every allocation of the fund."""
    permissions.can_read(request.user).require()
    rows = Allocation.objects.visible_to(request.user)
    if request.GET.get("format") == "csv":
        return AllocationRecords(request, rows).csv()
    return AllocationList(request, rows).response("funds/allocation_list.html")


NEED_COLUMNS = (
    Column("Need"),
    Column("Plan"),
    Column("Community"),
    Column("Approved", numeric=True),
    Column("Left", numeric=True),
)


@require_safe
def need_list(request: Request, number: int) -> HttpResponseBase:
    """The needs that a pot could pay for: in force for both boards, with something left."""
    permissions.can_propose(request.user).require()
    pot = _pot(request, number)
    rows = [
        (
            Link(each.line.need, reverse("funds:allocation-new", args=[pot.pk, each.line.pk])),
            each.line.plan.reference,
            each.line.plan.community.name,
            pounds(each.need.amount_pence),
            pounds(each.left),
        )
        for each in selectors.open_needs(pot.money_type, user=request.user)
    ]
    if request.GET.get("format") == "csv":
        return csv_response("needs", [column.label for column in NEED_COLUMNS], rows)
    context = {"pot": pot, "head": NEED_COLUMNS, "rows": rows}
    return render(request, "funds/need_list.html", context)


@require_http_methods(["GET", "POST"])
def allocation_new(request: Request, number: int, line: int) -> HttpResponseBase:
    """Propose an allocation for one need."""
    permissions.can_propose(request.user).require()
    pot = _pot(request, number)
    lines = NeedLine.objects.filter(plan__in=Plan.objects.visible_to(request.user))
    need_line = get_object_or_404(lines.select_related("plan__community"), pk=line)
    permissions.can_propose_for(request.user, need_line).require()
    need = need_in_force(need_line)
    left = selectors.left_of(need) if need else 0
    form = AllocationForm(
        posted(request),
        initial={
            "seen_pence": left,
            "amount_pence": min(left, pot.free_pence) or None,
            "outcome": need_line.outcome,
            "monitoring_on": need_line.monitoring_on,
        },
    )
    if form.is_valid():
        details = workflow.AllocationDetails(pot=pot, line=need_line, **form.cleaned_data)
        with form.showing_refusals():
            made = workflow.propose(by=request.user, details=details)
            messages.success(request, f"Allocation {made.reference} waits to be authorised.")
            return redirect("funds:allocation-detail", made.reference)
    stands = permissions.stands(need_line, need)
    context = {"form": form, "pot": pot, "line": need_line, "stands": stands}
    context["facts"] = _need_facts(need_line, pot, left)
    return render(request, "funds/allocation_new.html", context)


def _need_facts(line: NeedLine, pot: Pot, left: int) -> list[tuple[str, str]]:
    return [
        ("Need", line.need),
        ("Plan", f"{line.plan.title}, {line.plan.reference}"),
        ("Community", line.plan.community.name),
        ("Left of what the boards approved", pounds(left)),
        ("Pot", f"{pot}: {pounds(pot.free_pence)} free"),
    ]


@require_safe
def allocation_detail(request: Request, reference: str) -> HttpResponseBase:
    """One allocation: who proposed, authorised and paid it, and what can be done now."""
    allocation = _allocation(request, reference)
    user = request.user
    context = {
        "allocation": allocation,
        "tag": STATUS_TAGS[Status(allocation.status)],
        "facts": _facts(allocation),
        "may_authorise": permissions.can_authorise(user, allocation),
        "may_pay": permissions.can_pay(user, allocation),
        "may_withdraw": permissions.can_withdraw(user, allocation),
        "may_release": permissions.can_release(user, allocation),
        "is_open": allocation.status in (Status.PROPOSED, Status.AUTHORISED),
    }
    return PaymentList(request, allocation.payments.all()).response(
        "funds/allocation_detail.html", context
    )


def _facts(allocation: Allocation) -> list[tuple[str, ...]]:
    line = allocation.line
    people: list[tuple[str, ...]] = [
        ("Proposed", f"{allocation.proposed_by}, {when(allocation.proposed_at)}")
    ]
    if allocation.authorised_by:
        by = f"{allocation.authorised_by}, {when(allocation.authorised_at)}"
        people.append(("Authorised", by))
    if allocation.withdrawn_by:
        by = f"{allocation.withdrawn_by}, {when(allocation.withdrawn_at)}"
        people.append(("Withdrawn", f"{by}\n{allocation.withdrawn_reason}"))
    if allocation.released_by:
        by = f"{allocation.released_by}, {when(allocation.released_at)}"
        freed = pounds(allocation.released_pence)
        people.append(("Rest released", f"{freed}\n{by}\n{allocation.released_reason}"))
    return [
        ("Amount", pounds(allocation.amount_pence)),
        ("Paid", pounds(allocation.paid_pence)),
        ("Pot", str(allocation.pot), reverse("funds:pot-detail", args=[allocation.pot_id]), "Open"),
        ("Need", line.need),
        ("Plan", f"{line.plan.title}, {allocation.version}"),
        ("Community", line.plan.community.name),
        ("Who spends it", packs.current().label("fund.routes", allocation.route)),
        *([("Grant to", allocation.recipient)] if allocation.recipient else []),
        ("Outcome", allocation.outcome),
        ("Monitoring date", day(allocation.monitoring_on)),
        ("Reasons", allocation.reasons),
        ("Alternatives rejected", allocation.alternatives),
        *people,
        *_evaluated(allocation),
    ]


def _evaluated(allocation: Allocation) -> list[tuple[str, ...]]:
    """What the newest agreed evaluation of the plan says came of the money (policy 11.5)."""
    outcome = selectors.evaluated(allocation)
    if outcome is None:
        return []
    evaluation = outcome.evaluation
    said = f"{outcome.get_achieved_display()}\n{outcome.result}"
    agreed = f"Evaluation {evaluation.number}, agreed on {day(evaluation.agreed_at)}"
    where = (allocation.line.plan.reference, evaluation.number)
    return [
        (
            "What came of it",
            f"{said}\n{agreed}",
            reverse("actionplans:evaluation-detail", args=where),
            "Read about",
        )
    ]


@require_POST
def allocation_authorise(request: Request, reference: str) -> HttpResponseBase:
    """Authorise an allocation."""
    permissions.is_authoriser(request.user).require()
    allocation = _allocation(request, reference)
    with telling_refusals(request):
        workflow.authorise(allocation, by=request.user)
        messages.success(request, f"{allocation.reference} is authorised.")
    return redirect("funds:allocation-detail", reference)


@require_http_methods(["GET", "POST"])
def payment_new(request: Request, reference: str) -> HttpResponseBase:
    """Record a payment."""
    permissions.is_payer(request.user).require()
    allocation = _allocation(request, reference)
    permissions.can_pay(request.user, allocation).require()
    left = allocation.rest_pence
    form = PaymentForm(
        posted(request),
        initial={"seen_pence": left, "amount_pence": left, "paid_on": clock.today()},
    )
    if form.is_valid():
        details = workflow.PaymentDetails(**form.cleaned_data)
        with form.showing_refusals():
            paid = workflow.record_payment(allocation, by=request.user, details=details)
            messages.success(request, f"{pounds(paid.amount_pence)} is recorded as paid.")
            return redirect("funds:allocation-detail", reference)
    context = {"form": form, "allocation": allocation, "left": left}
    return render(request, "funds/payment_new.html", context)


@require_http_methods(["GET", "POST"])
def allocation_release(request: Request, reference: str) -> HttpResponseBase:
    """Give the rest of a partly paid allocation back, after saying why."""
    permissions.is_payer(request.user).require()
    allocation = _allocation(request, reference)
    permissions.can_release(request.user, allocation).require()
    form = ReleaseForm(
        posted(request),
        initial={"seen_pence": allocation.rest_pence},
    )
    if form.is_valid():
        with form.showing_refusals():
            made = workflow.release_rest(allocation, by=request.user, **form.cleaned_data)
            freed = pounds(made.released_pence)
            messages.success(request, f"{freed} of {reference} is free again.")
            return redirect("funds:allocation-detail", reference)
    context = {"form": form, "allocation": allocation}
    return render(request, "funds/allocation_release.html", context)


@require_http_methods(["GET", "POST"])
def allocation_withdraw(request: Request, reference: str) -> HttpResponseBase:
    """Give an allocation up, after saying why."""
    permissions.may_ever_withdraw(request.user).require()
    allocation = _allocation(request, reference)
    permissions.can_withdraw(request.user, allocation).require()
    form = WithdrawForm(posted(request))
    if form.is_valid():
        with form.showing_refusals():
            workflow.withdraw(allocation, by=request.user, reason=form.cleaned_data["reason"])
            freed = pounds(allocation.amount_pence)
            messages.success(request, f"{reference} is withdrawn and {freed} is free again.")
            return redirect("funds:allocation-detail", reference)
    context = {"form": form, "allocation": allocation}
    return render(request, "funds/allocation_withdraw.html", context)
