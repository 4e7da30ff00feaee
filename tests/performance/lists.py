"""Every list of the portal: its page, how to make a row of it, and the index that orders it.

A new ListPage without a row here fails `test_every_list_has_its_row`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Model

from actionplans.filters import (
    ActionList,
    DecisionList,
    HistoryList,
    MeetingList,
    OwnActionList,
    PlanCommunityList,
    PlanList,
    PublicDecisionList,
    VersionList,
)
from actionplans.filters.monitoring import AllReturns, FigureList, ReturnList, ReviewList
from actionplans.models import Measure, MonitoringReturn, Plan
from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Role
from carp.audit.models import AuditEvent
from carp.council.calendar import FinancialYear
from carp.demo.lists import MailList
from carp.governance.models import Group, Meeting
from carp.outbox.models import DeliveredMail
from carp.web.lists import ListPage
from funds.filters import AllocationList, AllocationRecords, LedgerList, PaymentList, PotList
from funds.models import Allocation
from register.filters import CommunityList, EvidenceList, WardCommunityList
from reporting.filters import RunList
from reporting.models import ReportRun
from tests import make
from triggers.filters import TriageList
from triggers.models import TriggerReport
from triggers.views.mine import OwnReports
from triggers.views.organisation import OrganisationReports

Values = Mapping[str, Sequence[Any]]


@dataclass(frozen=True)
class Listed:
    """A page with a list.

    ``of`` makes what the list is of (a pot, a community; the visitor is made first and given to
    it), ``one`` adds a row to that, ``kwargs`` are what the address names. ``queries`` is what the
    page asks, however many rows. ``index`` orders the list; where ``few``, it only finds the rows
    of one thing, which are few and are sorted then. ``spread`` varies the columns of the
    thousands of copies, one value after the other; ``numbered`` are the columns that must differ.
    ``query`` is what the address asks of the list beside that. ``or_index`` orders it as well, and
    a database may prefer it.
    """

    page: type[ListPage]
    url: str
    queries: int
    index: str
    one: Callable[[Any], Model]
    role: Role = Role.NOMINATED_OFFICER
    of: Callable[[User], Any] = lambda visitor: visitor
    kwargs: Callable[[Any], dict[str, Any]] = lambda thing: {}
    spread: Callable[[Any], Values] = lambda thing: {}
    numbered: Sequence[str] = field(default=())
    few: bool = False
    or_index: str = ""
    query: str = ""

    def __str__(self) -> str:
        return f"{self.page.__name__} {self.url} {self.index}"


def one_in_ten(this: Any, others: Any) -> Sequence[Any]:
    return [this] + [others] * 9


def one_in_a_hundred(this: Any, others: Any) -> Sequence[Any]:
    """So few that no planner reads past the others instead."""
    return [this] + [others] * 99


def _tab(code: str) -> Callable[[Any], dict[str, Any]]:
    return lambda _thing: {"tab": code}


def _mostly_agreed(_thing: Any) -> Values:
    """One report in ten is still open."""
    status, now = TriggerReport.Status, clock.now()
    return {
        "status": [status.RECEIVED] + [status.OUTCOME_AGREED] * 9,
        "assessed_at": [None] + [now] * 9,
    }


def _overdue(_visitor: User) -> TriggerReport:
    return make.trigger_report(received_at=clock.now() - timedelta(days=60))


def _watched(_visitor: User) -> TriggerReport:
    return make.trigger_report("outcome_agreed", watch_until=clock.today() + timedelta(days=30))


def _one_in_ten_watched(_thing: Any) -> Values:
    """Their days lie apart, as in life."""
    days = [clock.today() + timedelta(days=number) for number in range(30)]
    return {"watch_until": [day for each in days for day in (each, *[None] * 9)]}


def _two_pots(_visitor: User) -> dict[str, Any]:
    line = make.need_in_force()
    return {"pot": make.pot(), "other": make.pot(name="Another"), "line": line}


def _allocation(of: Mapping[str, Any]) -> Allocation:
    return make.allocation(pot=of["pot"], line=of["line"])


def _monitored_plans(_visitor: User) -> dict[str, Plan]:
    plan = make.plan(ready=False)
    make.measure_value(make.measure(plan))
    return {"first": plan, "other": make.plan(ready=False)}


def _monitoring_return(plan: Plan) -> MonitoringReturn:
    """Due so far ahead that thousands of copies, each a day earlier, still follow its period."""
    number = plan.returns.count() + 1
    end = clock.today() - timedelta(days=30 * number)
    return MonitoringReturn.objects.create(
        plan=plan,
        number=number,
        period_start=end - timedelta(days=29),
        period_end=end,
        due_on=end + timedelta(days=6_000),
    )


def _another_day(measure: Measure) -> date:
    return clock.today() - timedelta(days=measure.values.count())


def _payment(of: Mapping[str, Any]) -> Model:
    return make.payment(of["first"], amount_pence=100)


def _two_allocations(_visitor: User) -> dict[str, Any]:
    line = make.need_in_force()
    first = make.authorised_allocation(line=line)
    return {"first": first, "other": make.authorised_allocation(line=line, pot=first.pot)}


def _payments_of_the_other(of: Mapping[str, Any]) -> Values:
    other = of["other"]
    return {
        "allocation_id": [other.pk],
        "proposed_by_id": [other.proposed_by_id],
        "authorised_by_id": [other.authorised_by_id],
    }


def _run(visitor: User) -> ReportRun:
    """About one quarter more, further back."""
    year = FinancialYear(2025 - ReportRun.objects.count()).label
    return make.report_run(by=visitor, period=f"{year} Q1")


def _meeting(_visitor: User) -> Meeting:
    """The next one further back."""
    return make.meeting(on=clock.today() - timedelta(days=Meeting.objects.count()))


def _meetings_of_two_groups(_visitor: User) -> Values:
    """All but the first are cancelled: two that stand cannot be on one day."""
    groups = Group.objects.values_list("pk", flat=True)[:2]
    return {"group_id": one_in_ten(*groups), "state": [Meeting.State.CANCELLED]}


def _event(plan: Plan) -> AuditEvent:
    make.team_member(plan)
    return AuditEvent.objects.latest("sequence")


def _two_communities(visitor: User) -> dict[str, Any]:
    return {"first": make.community(by=visitor), "other": make.community(by=visitor, name="B")}


def _mail(_visitor: User) -> DeliveredMail:
    number = DeliveredMail.objects.count()
    return DeliveredMail.objects.create(to="a@b.example", subject="S", body="B", key=str(number))


def _with_agreement(visitor: User) -> User:
    visitor.organisation = make.organisation(agreement_reference="ISA-01")
    visitor.save(update_fields=("organisation",))
    return visitor


def _version(plans: Mapping[str, Plan]) -> Model:
    make.need_line(plans["plan"])
    return make.submitted_version(plans["plan"])


def _two_plans(visitor: User) -> dict[str, Plan]:
    return {"plan": make.plan(by=visitor), "other": make.plan(by=visitor)}


def _versions_of_the_other(plans: Mapping[str, Plan]) -> Values:
    return {
        "plan_id": [plans["other"].pk],
        "number": range(1, 30_000),
        "status": ["returned"],
    }


LISTS = (
    Listed(
        TriageList,
        "triggers:triage-list",
        queries=3,
        index="triggers_waiting",
        one=lambda _: make.trigger_report(),
        spread=_mostly_agreed,
    ),
    Listed(
        TriageList,
        "triggers:triage-tab",
        queries=3,
        index="triggers_newest",
        one=lambda _: make.trigger_report(),
        kwargs=_tab("all"),
        spread=_mostly_agreed,
    ),
    Listed(
        TriageList,
        "triggers:triage-tab",
        queries=3,
        index="triggers_waiting",
        one=_overdue,
        kwargs=_tab("overdue"),
        spread=_mostly_agreed,
    ),
    Listed(
        TriageList,
        "triggers:triage-tab",
        queries=3,
        index="triggers_open_by_officer",
        one=lambda visitor: make.trigger_report("under_review", officer=visitor),
        kwargs=_tab("mine"),
        spread=lambda visitor: {"assigned_to_id": one_in_a_hundred(visitor.pk, make.user().pk)},
    ),
    Listed(
        TriageList,
        "triggers:triage-tab",
        queries=3,
        index="triggers_by_status",
        or_index="triggers_open",
        one=lambda _: make.trigger_report("awaiting_information"),
        kwargs=_tab("awaiting"),
        spread=lambda _: {"status": one_in_ten("awaiting_information", "received")},
    ),
    Listed(
        TriageList,
        "triggers:triage-tab",
        queries=3,
        index="triggers_watched",
        one=_watched,
        kwargs=_tab("watching"),
        spread=_one_in_ten_watched,
    ),
    Listed(
        TriageList,
        "triggers:triage-tab",
        queries=3,
        index="triggers_unread",
        one=lambda _: make.trigger_report(unread_since=clock.now()),
        kwargs=_tab("all"),
        spread=lambda _: {"unread_since": one_in_a_hundred(clock.now(), None)},
        query="?message=unread",
    ),
    Listed(
        OwnReports,
        "triggers:report-mine",
        queries=2,
        index="triggers_own",
        one=lambda visitor: make.trigger_report(submitted_by=visitor),
        role=Role.OFFICER,
        spread=lambda visitor: {"submitted_by_id": one_in_ten(visitor.pk, make.user().pk)},
    ),
    Listed(
        OrganisationReports,
        "triggers:organisation-list",
        queries=4,
        index="triggers_own",
        of=_with_agreement,
        one=lambda visitor: make.trigger_report(submitted_by=visitor),
        role=Role.PARTNER,
        spread=lambda visitor: {"submitted_by_id": [visitor.pk] + [make.user().pk] * 99},
        few=True,
    ),
    Listed(
        CommunityList,
        "register:community-list",
        queries=2,
        index="register_newest",
        one=lambda visitor: make.community(by=visitor),
        spread=lambda visitor: {"created_by_id": [visitor.pk]},
    ),
    Listed(
        WardCommunityList,
        "register:area-detail",
        queries=5,
        index="register_community",
        one=lambda _: make.community(),
        kwargs=lambda _: {"code": make.area().code},
        few=True,
    ),
    Listed(
        EvidenceList,
        "register:community-detail",
        queries=8,
        index="register_evidence",
        of=_two_communities,
        one=lambda of: make.evidence(of["first"]),
        kwargs=lambda of: {"reference": of["first"].reference},
        spread=lambda of: {"community_id": [of["other"].pk]},
        few=True,
    ),
    Listed(
        PlanList,
        "actionplans:plan-list",
        queries=3,
        index="actionplans_newest",
        one=lambda _: make.plan(ready=False),
    ),
    Listed(
        PlanCommunityList,
        "actionplans:plan-community",
        queries=2,
        index="register_newest",
        one=lambda visitor: make.community(by=visitor),
        spread=lambda visitor: {"created_by_id": [visitor.pk]},
    ),
    Listed(
        ActionList,
        "actionplans:action-list",
        queries=3,
        index="actionplans_actions_of_plan",
        of=lambda visitor: {"plan": make.plan(ready=False), "other": make.plan(ready=False)},
        one=lambda of: make.action(of["plan"]),
        kwargs=lambda of: {"reference": of["plan"].reference},
        spread=lambda of: {"plan_id": one_in_ten(of["plan"].pk, of["other"].pk)},
    ),
    Listed(
        OwnActionList,
        "actionplans:my-action-list",
        queries=2,
        index="actionplans_actions_of_owner",
        of=lambda visitor: {"plan": make.plan(ready=False), "owner": visitor},
        one=lambda of: make.action(of["plan"], owner=of["owner"]),
        spread=lambda of: {"owner_id": one_in_ten(of["owner"].pk, of["plan"].lead_id)},
    ),
    Listed(
        HistoryList,
        "actionplans:plan-history",
        queries=4,
        index="audit_subject",
        of=lambda visitor: make.plan(ready=False, by=visitor),
        one=_event,
        kwargs=lambda plan: {"reference": plan.reference},
        spread=lambda _: {"subject_id": ["0"]},
        few=True,
    ),
    Listed(
        VersionList,
        "actionplans:version-list",
        queries=3,
        index="(plan_id",  # SQLite names no index of a constraint
        of=_two_plans,
        one=_version,
        kwargs=lambda plans: {"reference": plans["plan"].reference},
        spread=_versions_of_the_other,
        few=True,
    ),
    Listed(
        ReturnList,
        "actionplans:monitoring-detail",
        queries=6,
        index="actionplans_returns_of_plan",
        of=_monitored_plans,
        one=lambda of: _monitoring_return(of["first"]),
        kwargs=lambda of: {"reference": of["first"].reference},
        spread=lambda of: {"plan_id": [of["other"].pk]},
        numbered=("number",),
        few=True,
    ),
    Listed(
        AllReturns,
        "actionplans:return-list",
        queries=3,
        index="actionplans_returns_by_day",
        of=_monitored_plans,
        one=lambda of: _monitoring_return(of["first"]),
        numbered=("number",),
    ),
    Listed(
        ReviewList,
        "actionplans:review-list",
        queries=3,
        index="actionplans_review_plan_id",
        of=_monitored_plans,
        one=lambda of: make.review(of["first"]),
        kwargs=lambda of: {"reference": of["first"].reference},
        spread=lambda of: {"plan_id": [of["other"].pk]},
        few=True,
    ),
    Listed(
        FigureList,
        "actionplans:measure-detail",
        queries=5,
        index="actionplans_figures",
        of=lambda _: {"first": make.measure(), "other": make.measure()},
        one=lambda of: make.measure_value(of["first"], dated=_another_day(of["first"])),
        kwargs=lambda of: {"reference": of["first"].plan.reference, "number": 1},
        spread=lambda of: {
            "measure_id": one_in_ten(of["first"].pk, of["other"].pk),
            "replaced_at": [clock.now()],
        },
    ),
    Listed(
        DecisionList,
        "boards:decision-list",
        queries=3,
        index="governance_group_list",
        one=make.decision,
        kwargs=lambda _: {"code": "housing-board"},
        spread=lambda _: {"group_id": one_in_ten(*Group.objects.values_list("pk", flat=True)[:2])},
    ),
    Listed(
        MeetingList,
        "boards:meeting-list",
        queries=3,
        index="governance_meeting_list",
        one=_meeting,
        kwargs=lambda _: {"code": "housing-board"},
        spread=_meetings_of_two_groups,
    ),
    Listed(
        PublicDecisionList,
        "decisions:decision-list",
        queries=3,
        index="governance_public_list",
        one=make.decision,
        spread=lambda _: {"state": ["confirmed", "superseded"]},
    ),
    Listed(
        PotList,
        "funds:pot-list",
        queries=4,
        index="funds_by_year",
        one=lambda _: make.pot(name=f"Pot {clock.now()}"),
        numbered=("name",),
    ),
    Listed(
        AllocationList,
        "funds:allocation-list",
        queries=2,
        index="funds_newest",
        of=_two_pots,
        one=_allocation,
    ),
    Listed(
        AllocationList,
        "funds:pot-detail",
        queries=3,
        index="funds_by_pot",
        of=_two_pots,
        one=_allocation,
        kwargs=lambda of: {"number": of["pot"].pk},
        spread=lambda of: {"pot_id": one_in_ten(of["pot"].pk, of["other"].pk)},
    ),
    Listed(
        LedgerList,
        "funds:pot-ledger",
        queries=4,
        index="funds_entries",
        of=_two_pots,
        one=lambda of: _allocation(of).entries.get(),
        kwargs=lambda of: {"number": of["pot"].pk},
        spread=lambda of: {"pot_id": [of["pot"].pk, of["other"].pk]},
    ),
    Listed(
        PaymentList,
        "funds:allocation-detail",
        queries=8,
        index="funds_payment",
        of=_two_allocations,
        one=_payment,
        kwargs=lambda of: {"reference": of["first"].reference},
        spread=_payments_of_the_other,
        numbered=("ledger_reference",),
        few=True,
    ),
    Listed(
        RunList,
        "reporting:run-list",
        queries=2,
        index="reporting_newest",
        one=_run,
        numbered=("version",),
    ),
    Listed(
        MailList,
        "demo:mail-list",
        queries=3,
        index="outbox_newest_mail",
        one=_mail,
    ),
)
# Never a page of its own: what the list of allocations is downloaded as.
DOWNLOADED = frozenset({AllocationRecords})
