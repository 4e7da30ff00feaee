"""One machine lives the whole life of the portal: triggers, plans, approvals and money.

Random people with several roles try every public step in any order. A step is either refused and
leaves no trace, or done and on the record; and whatever was done, the invariants of the policy
hold after every step (quality part 5).
"""

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection, transaction
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from actionplans import workflow as plans
from actionplans.models import Approval, MoneyType, NeedLine, Plan, PlanVersion, VersionNeed
from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Role
from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.audit.models import AuditEvent
from carp.governance import permissions
from carp.governance import workflow as governance
from carp.governance.models import Decision, DelegatedTask, Group, Interest, Membership
from carp.governance.ties import interests_in
from carp.money import pounds
from funds import workflow as funds
from funds.models import Allocation, LedgerEntry, Payment, Pot
from register import workflow as register
from register.models import Community
from tests import make
from tests.test_constraints import OURS
from triggers import workflow as triggers
from triggers.models import Assessment, Referral, TriggerReport

# Shrinking a life of many steps takes longer than reading it.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
BOARDS = ("housing-board", "management-team")
CAST = (
    (Role.MEMBER,),
    (Role.NOMINATED_OFFICER,),
    (Role.NOMINATED_OFFICER, Role.SERVICE_MANAGER),
    (Role.OFFICER, Role.FUND_MANAGER),
    (Role.SERVICE_MANAGER,),
    (Role.FUND_MANAGER,),
    (Role.FUND_MANAGER, Role.SERVICE_MANAGER),
    (Role.BOARD_SECRETARY,),
)
AMOUNTS = st.sampled_from([1, 100_000, 250_000, 400_000])
LEVELS = st.integers(min_value=1, max_value=4)
STAGE_6 = dict.fromkeys(
    ("actions", "interventions", "resources", "outcomes", "monitoring", "evaluation"),
    "None, because the plan is a test of the portal.",
)


TABLES = [
    (model._meta.db_table, model._meta.pk.column)
    for model in apps.get_models()
    if model._meta.app_label in OURS and model._meta.app_label != "web"
]


def everything_kept():
    """All rows as the database has them, so that a change without its audit event is seen."""
    kept = {}
    with connection.cursor() as cursor:
        for table, key in TABLES:
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY "{key}"')  # noqa: S608 - our own names
            kept[table] = cursor.fetchall()
    return kept


def holds(check):
    """An invariant; a step that left every table as it was has not broken it."""
    return precondition(lambda life: life.recorded)(invariant()(check))


class Life(RuleBasedStateMachine):
    """The whole portal, without its pages."""

    STARTS = ("nothing", "planned", "in force")

    def __init__(self):
        super().__init__()
        self.recorded = True
        self.unit = transaction.atomic()
        self.unit.__enter__()

    def teardown(self):
        try:
            assert trail.first_broken_row() is None
        finally:
            transaction.set_rollback(True)
            self.unit.__exit__(None, None, None)

    @initialize(data=st.data())
    def people_and_pots(self, data):
        start = data.draw(st.sampled_from(self.STARTS), label="start")
        self.people = [make.user(*roles) for roles in CAST]
        self.members = {code: [make.board_member(code) for _ in range(3)] for code in BOARDS}
        on_both = make.board_member(BOARDS[0], Role.SERVICE_MANAGER)
        group = Group.objects.get(code=BOARDS[1])
        Membership.objects.create(group=group, user=on_both, starts_on="2019-05-01")
        for code in BOARDS:
            self.members[code].append(on_both)
            self.people += self.members[code]
        self.people = list({person.pk: person for person in self.people}.values())
        keeper = next(person for person in self.people if Role.FUND_MANAGER in person.roles)
        for money_type in MoneyType.values:
            year = clock.today()
            funds.open_pot(
                by=keeper,
                details=funds.PotDetails(
                    name="Fund",
                    money_type=money_type,
                    financial_year="2024/25",
                    starts_on=year - timedelta(days=100),
                    ends_on=year + timedelta(days=200),
                    budget_pence=500_000,
                    note="Budget book.",
                ),
            )
        self.keys = 0
        if start != "nothing":
            plan = self.a_plan_that_can_be_submitted()
        if start == "in force":
            self.both_boards_approve(plans.submit(plan, by=plan.lead))

    def a_plan_that_can_be_submitted(self):
        officer, lead = self.people[1], self.people[3]
        community = register.create_community(
            by=officer,
            details=register.CommunityDetails(
                name="A community", kind="group", categories=("older-people",)
            ),
        )
        plan = plans.create_plan(
            community,
            by=officer,
            details=plans.PlanDetails(title="A plan", plan_type="action-plan", lead=lead),
        )
        self.make_ready(plan, lead)
        for money_type in MoneyType.values:
            plans.add_need_line(plan, by=lead, details=self.need_details(250_000, money_type))
        return plan

    def both_boards_approve(self, version):
        for code in BOARDS:
            drafted = plans.draft_answer(
                version,
                by=self.members[code][0],
                group=Group.objects.get(code=code),
                outcome="approve",
                deliberation=self.deliberation_of(code, self.members[code][:3]),
            )
            governance.confirm(drafted, by=User.objects.get(pk=self.members[code][1].pk))

    def make_ready(self, plan, by):
        plans.complete_stage(plan, 6, by=by, answers=STAGE_6)
        plans.add_action(
            plan,
            by=by,
            details=plans.ActionDetails(
                title="Act",
                horizon="short",
                owner_organisation="Council",
                due_on=clock.today() + timedelta(days=60),
                outcome="Better.",
            ),
        )
        make.contents(plan, by=by)

    def need_details(self, amount, money_type):
        return plans.NeedDetails(
            need="A need",
            outcome="An outcome",
            monitoring_on=clock.today() + timedelta(days=90),
            amount_pence=amount,
            money_type=money_type,
            purpose="response",
            category="other",
        )

    def attempt(self, data, act, likely=(), *, again=False):
        """One person tries one step (``again``: after another): done and recorded, or no trace.

        Mostly one of the ``likely`` people, so that lives get far; anybody may try anything.
        """
        cast = list(likely) if likely and data.draw(st.integers(0, 4)) else self.people
        by = User.objects.get(pk=data.draw(st.sampled_from(cast), label="by").pk)
        events, everything = AuditEvent.objects.count(), everything_kept()
        try:
            with transaction.atomic():
                act(by)
            recorded, told = AuditEvent.objects.filter(sequence__gt=events, by=by).exists(), "done"
        except Refused as refusal:
            recorded, told = False, str(refusal)
        assert told
        # A refusal, and a step without news, leave every table as it was.
        assert recorded or everything_kept() == everything
        self.recorded = recorded or (again and self.recorded)

    def holding(self, *roles):
        return [person for person in self.people if person.roles & set(roles)]

    def one(self, data, rows):
        return data.draw(st.sampled_from(list(rows)), label=str(rows.model.__name__))

    # --- Triggers ---------------------------------------------------------------------------
    @rule(data=st.data())
    def report(self, data):
        self.keys += 1
        entry = triggers.ReportEntry(
            reporter_kind="officer",
            community_kind="group",
            what="A concern.",
            urgency="soon",
            trend="worsening",
            categories=("older-people",),
            sources=("more-complaints",),
        )
        self.attempt(
            data, lambda by: triggers.submit(entry, by=by, idempotency_key=f"life-{self.keys}")
        )

    @precondition(lambda self: TriggerReport.objects.exists())
    @rule(data=st.data(), levels=st.tuples(*[LEVELS] * 6), whole=st.booleans())
    def assess(self, data, levels, whole):
        report = self.one(data, TriggerReport.objects.all())
        entry = triggers.AssessmentEntry(
            lines=(triggers.RiskLineEntry("A risk", *levels),),
            confidence="high" if whole else "",
            reason="New facts.",
        )
        self.attempt(
            data,
            lambda by: triggers.complete_assessment(report, by=by, entry=entry),
            self.holding(Role.NOMINATED_OFFICER),
        )

    @precondition(lambda self: TriggerReport.objects.exists())
    @rule(
        data=st.data(),
        routes=st.sets(
            st.sampled_from(["housing_board", "management_team", "watch", "no_further_action"]),
            max_size=3,
        ),
        reasons=st.sampled_from(["", "Because."]),
    )
    def agree_outcome(self, data, routes, reasons):
        report = self.one(data, TriggerReport.objects.all())
        details = register.CommunityDetails(
            name=f"Community {self.keys}", kind="group", categories=("older-people",)
        )
        choice = triggers.OutcomeChoice(
            routes=routes,
            reasons=reasons,
            create=None if report.community_id else details,
            watch_until=clock.today() + timedelta(days=30),
            close_reason="insufficient-evidence",
            feedback="Thank you.",
        )
        self.attempt(
            data,
            lambda by: triggers.agree_outcome(report, by=by, choice=choice),
            self.holding(Role.NOMINATED_OFFICER),
        )

    @precondition(lambda self: Referral.objects.filter(group__isnull=False).exists())
    @rule(data=st.data(), kind=st.sampled_from(["note", "require_plan", "defer"]))
    def draft_consideration(self, data, kind):
        referral = self.one(data, Referral.objects.filter(group__isnull=False))
        task = triggers.TaskEntry(
            owner=self.people[3], due_on=clock.today() + timedelta(days=28), title="Plan"
        )
        deliberation = self.deliberation(data, referral.group.code, referral)
        self.attempt(
            data,
            lambda by: triggers.draft_consideration(
                referral,
                by=by,
                kind=kind,
                deliberation=deliberation,
                task=task if kind == "require_plan" else None,
            ),
            self.members[referral.group.code],
        )

    # --- Plans ------------------------------------------------------------------------------
    @precondition(lambda self: Community.objects.exists() and Plan.objects.count() < 3)
    @rule(data=st.data())
    def create_plan(self, data):
        community = self.one(data, Community.objects.all())
        lead = data.draw(st.sampled_from(self.people), label="lead")
        details = plans.PlanDetails(title="A plan", plan_type="action-plan", lead=lead)
        self.attempt(
            data,
            lambda by: plans.create_plan(community, by=by, details=details),
            self.holding(Role.NOMINATED_OFFICER),
        )

    @precondition(lambda self: Plan.objects.exists())
    @rule(data=st.data())
    def fill(self, data):
        plan = self.one(data, Plan.objects.all())
        self.attempt(data, lambda by: self.make_ready(plan, by), [plan.lead])

    @precondition(lambda self: Plan.objects.exists())
    @rule(data=st.data(), amount=AMOUNTS, money_type=st.sampled_from(MoneyType.values))
    def need(self, data, amount, money_type):
        plan = self.one(data, Plan.objects.all())
        line = data.draw(st.sampled_from([None, *plan.need_lines.all()]), label="line")
        details = self.need_details(amount, money_type)
        if line is None:
            self.attempt(
                data, lambda by: plans.add_need_line(plan, by=by, details=details), [plan.lead]
            )
        else:
            self.attempt(
                data, lambda by: plans.change_need_line(line, by=by, details=details), [plan.lead]
            )

    @precondition(lambda self: Plan.objects.exists())
    @rule(data=st.data())
    def submit(self, data):
        plan = self.one(data, Plan.objects.all())
        self.attempt(data, lambda by: plans.submit(plan, by=by), [plan.lead])

    @precondition(lambda self: PlanVersion.objects.exists())
    @rule(
        data=st.data(),
        code=st.sampled_from(BOARDS),
        outcome=st.sampled_from(["approve", "approve", "approve", "return"]),
    )
    def draft_answer(self, data, code, outcome):
        version = self.one(data, PlanVersion.objects.order_by("-pk"))
        deliberation = self.deliberation(data, code, version)
        group = Group.objects.get(code=code)
        self.attempt(
            data,
            lambda by: plans.draft_answer(
                version, by=by, group=group, outcome=outcome, deliberation=deliberation
            ),
            self.members[code],
        )

    @precondition(lambda self: PlanVersion.objects.filter(effective_at__isnull=False).exists())
    @rule(
        data=st.data(),
        code=st.sampled_from(BOARDS),
        kind=st.sampled_from(["suspend", "suspend", "resume", "resume", "rescind"]),
    )
    def draft_ruling(self, data, code, kind):
        version = self.one(data, PlanVersion.objects.filter(effective_at__isnull=False))
        deliberation = self.deliberation(data, code, version)
        group = Group.objects.get(code=code)
        self.attempt(
            data,
            lambda by: plans.draft_ruling(
                version, by=by, group=group, kind=kind, deliberation=deliberation
            ),
            self.members[code],
        )
        drafted = Decision.objects.drafts().about(version).filter(group=group).first()
        if drafted is not None and data.draw(st.integers(0, 3), label="confirm at once"):
            confirm, members = lambda by: governance.confirm(drafted, by=by), self.members[code]
            self.attempt(data, confirm, members, again=True)

    @precondition(lambda self: Decision.objects.drafts().exists())
    @rule(data=st.data())
    def confirm(self, data):
        drafted = self.one(data, Decision.objects.drafts().order_by("-pk"))
        members = self.members[drafted.group.code]
        self.attempt(data, lambda by: governance.confirm(drafted, by=by), members)

    @precondition(lambda self: Decision.objects.drafts().exists())
    @rule(data=st.data())
    def withdraw_draft(self, data):
        drafted = self.one(data, Decision.objects.drafts())
        self.attempt(
            data,
            lambda by: governance.withdraw_draft(drafted, by=by, reason="Overtaken."),
            self.members[drafted.group.code],
        )

    @precondition(lambda self: Decision.objects.drafts().exists())
    @rule(data=st.data(), part=st.sampled_from(["for", "for", "against", "recused"]))
    def vote(self, data, part):
        """Between meetings: the members are asked, and then each votes."""
        drafted = self.one(data, Decision.objects.drafts().order_by("-pk"))
        members = self.members[drafted.group.code]
        asked = drafted.opened_at is not None
        self.attempt(
            data,
            lambda by: (
                governance.vote(drafted, by=by, part=part)
                if asked
                else governance.put_to_members(drafted, by=by)
            ),
            members,
        )

    @precondition(lambda self: Decision.objects.standing().exists())
    @rule(data=st.data())
    def correct(self, data):
        stands = self.one(data, Decision.objects.standing())
        deliberation = self.deliberation(data, stands.group.code, stands.subject)
        self.attempt(
            data,
            lambda by: governance.correct(
                stands, by=by, deliberation=replace(deliberation, correction="A slip.")
            ),
            self.members[stands.group.code],
        )

    @precondition(lambda self: Plan.objects.exists() and Interest.objects.count() < 2)
    @rule(data=st.data(), broad=st.booleans())
    def declare_interest(self, data, broad):
        """In a community or in a plan; of few, as a life without a quorum is soon told."""
        plan = self.one(data, Plan.objects.all())
        subject = plan.community if broad else plan
        self.attempt(
            data,
            lambda by: governance.declare_interest(by, subject, by=by, nature="A house."),
            [person for code in BOARDS for person in self.members[code]],
        )

    def deliberation(self, data, code, subject):
        """Who was in the room; mostly those with an interest left it."""
        members = self.members[code]
        rooms = [(members, []), (members[:3], []), (members[:2], []), (members, members[:1])]
        present, recused = data.draw(st.sampled_from([*rooms[:2], *rooms]), label="room")
        urgent = data.draw(st.integers(0, 4), label="urgent") == 0
        if data.draw(st.booleans(), label="left"):
            left = permissions.interested(subject)
            recused = [*recused, *(person for person in members if person.pk in left)]
        return self.deliberation_of(code, present, recused, urgent=urgent)

    def deliberation_of(self, code, present, recused=(), *, urgent=False):
        votes = dict.fromkeys(present, "for") | dict.fromkeys(recused, "recused")
        return governance.Deliberation(
            reasons="Reasons.",
            alternatives="None better.",
            conflicts="As declared.",
            votes={} if urgent else votes,
            meeting=None if urgent else make.todays_meeting(code),
            urgency="At once." if urgent else "",
        )

    # --- Money ------------------------------------------------------------------------------
    @precondition(lambda self: NeedLine.objects.exists())
    @rule(data=st.data(), amount=AMOUNTS)
    def propose(self, data, amount):
        line = self.one(data, NeedLine.objects.all())
        pot = self.one(data, Pot.objects.all())
        details = funds.AllocationDetails(
            pot=pot,
            line=line,
            amount_pence=amount,
            route="council-led",
            outcome="An outcome",
            monitoring_on=clock.today() + timedelta(days=90),
            reasons="Reasons.",
            alternatives="None better.",
        )
        self.attempt(
            data, lambda by: funds.propose(by=by, details=details), self.holding(Role.FUND_MANAGER)
        )

    @precondition(lambda self: Allocation.objects.exists())
    @rule(data=st.data())
    def authorise(self, data):
        allocation = self.one(data, Allocation.objects.all())
        self.attempt(data, lambda by: funds.authorise(allocation, by=by), self.members[BOARDS[1]])

    @precondition(lambda self: Allocation.objects.exists())
    @rule(data=st.data(), amount=AMOUNTS)
    def pay(self, data, amount):
        allocation = self.one(data, Allocation.objects.all())
        self.keys += 1
        details = funds.PaymentDetails(
            amount_pence=amount,
            paid_on=clock.today(),
            payee="Somebody",
            ledger_reference=f"L{self.keys}",
        )
        self.attempt(
            data,
            lambda by: funds.record_payment(allocation, by=by, details=details),
            self.holding(Role.FUND_MANAGER),
        )

    @precondition(lambda self: Allocation.objects.exists())
    @rule(data=st.data())
    def withdraw(self, data):
        allocation = self.one(data, Allocation.objects.all())
        self.attempt(data, lambda by: funds.withdraw(allocation, by=by, reason="Not needed."))

    @precondition(lambda self: Allocation.objects.exists())
    @rule(data=st.data())
    def release_rest(self, data):
        allocation = self.one(data, Allocation.objects.all())
        self.attempt(
            data,
            lambda by: funds.release_rest(allocation, by=by, reason="Not needed."),
            self.holding(Role.FUND_MANAGER),
        )

    # --- What always holds ------------------------------------------------------------------
    @holds
    def nothing_is_sent_on_without_an_assessment(self):
        for referral in Referral.objects.select_related("report", "assessment"):
            assert referral.assessment.state != Assessment.State.DRAFT
            assert referral.report.assessed_at is not None

    @holds
    def a_version_in_force_was_approved_by_both_boards_as_it_stands(self):
        for version in PlanVersion.objects.in_force().select_related("plan"):
            assert version.content_hash == hashlib.sha256(version.content.encode()).hexdigest()
            yes = Approval.objects.filter(
                version=version, outcome="approve", content_hash=version.content_hash
            ).select_related("group", "decision")
            assert {approval.group.code for approval in yes} == set(version.approving_groups)
            barred = {version.submitted_by_id, version.plan.lead_id}
            elsewhere = set()
            for approval in yes:
                behind = self.behind(approval.decision)
                assert not barred & behind
                assert not elsewhere & behind
                elsewhere |= behind

    def behind(self, decision):
        """Who drafted, confirmed or was counted: the first two are two."""
        assert decision.drafted_by_id != decision.confirmed_by_id == decision.confirmed_by.pk
        counted = decision.attendances.exclude(part="recused")
        assert counted.count() >= decision.quorum
        return {decision.drafted_by_id, decision.confirmed_by_id} | set(
            counted.values_list("user_id", flat=True)
        )

    @holds
    def what_was_decided_was_carried_by_a_quorum_and_two_people(self):
        for decision in Decision.objects.standing():
            assert self.behind(decision)
            votes = list(decision.attendances.values_list("part", flat=True))
            assert votes.count("for") == decision.votes_for > votes.count("against")

    @holds
    def nobody_decided_what_they_have_an_interest_in(self):
        """As declared by then: whoever was counted or confirmed, and whoever wrote it."""
        for interest in Interest.objects.all():
            for decision in Decision.objects.standing().filter(
                confirmed_at__gt=interest.recorded_at
            ):
                touched = interests_in(type(decision.subject), [decision.subject_id])
                if not touched.filter(pk=interest.pk).exists():
                    continue
                counted = decision.attendances.counted().values_list("user_id", flat=True)
                assert interest.user_id not in {decision.confirmed_by_id, *counted}
                wrote_after = decision.drafted_at > interest.recorded_at
                assert not wrote_after or decision.drafted_by_id != interest.user_id

    @holds
    def nothing_follows_from_a_draft(self):
        waiting = Decision.objects.exclude(state__in=("confirmed", "superseded"))
        assert not Approval.objects.filter(decision__in=waiting).exists()
        assert not Referral.objects.filter(decision__in=waiting).exists()
        assert not DelegatedTask.objects.filter(decision__in=waiting).exists()

    @holds
    def what_a_board_stopped_stays_stopped(self):
        """By the rulings themselves, and not by the status that they left."""
        for version in PlanVersion.objects.filter(effective_at__isnull=False):
            rulings = list(version.rulings.values_list("group_id", "kind"))
            stopped = {group for group, kind in dict(rulings).items() if kind != "resume"}
            if any(kind == "rescind" for _group, kind in rulings):
                assert version.status == PlanVersion.Status.RESCINDED
            elif version.status != PlanVersion.Status.SUPERSEDED:
                suspended = version.status == PlanVersion.Status.SUSPENDED
                assert suspended == bool(stopped)
                assert suspended != PlanVersion.objects.in_force().filter(pk=version.pk).exists()

    @holds
    def no_money_moved_while_a_version_was_stopped(self):
        """Each proposal and payment finds, by the clock of its row, a version that was in force."""
        for payment in Payment.objects.select_related("allocation"):
            line = payment.allocation.line_id
            assert self.was_in_force(line, payment.recorded_at)
        for allocation in Allocation.objects.all():
            assert self.was_in_force(allocation.line_id, allocation.proposed_at)

    def was_in_force(self, line, moment):
        versions = PlanVersion.objects.filter(needs__line=line, effective_at__lte=moment)
        return any(
            (version.ended_at is None or version.ended_at >= moment)
            and not self.was_stopped(version, moment)
            for version in versions
        )

    def was_stopped(self, version, moment):
        earlier = version.rulings.filter(recorded_at__lt=moment).values_list("group_id", "kind")
        return any(kind != "resume" for kind in dict(earlier).values())

    @holds
    def money_is_where_the_ledger_says(self):
        for pot in Pot.objects.all():
            live = Allocation.objects.live().filter(pot=pot)
            assert sum(live.values_list("amount_pence", flat=True)) == pot.allocated_pence
            paid = Payment.objects.filter(allocation__pot=pot)
            assert sum(paid.values_list("amount_pence", flat=True)) == pot.paid_pence
            assert 0 <= pot.paid_pence <= pot.allocated_pence <= pot.budget_pence, pounds(
                pot.allocated_pence
            )
            entries = dict.fromkeys(LedgerEntry.Kind.values, 0)
            for kind, amount in LedgerEntry.objects.filter(pot=pot).values_list(
                "kind", "amount_pence"
            ):
                entries[kind] += amount
            assert entries["budget"] == pot.budget_pence
            assert entries["allocate"] - entries["release"] == pot.allocated_pence
            assert entries["pay"] == pot.paid_pence

    @holds
    def money_follows_only_what_both_boards_approved(self):
        for allocation in Allocation.objects.select_related("pot", "version", "line"):
            needed = VersionNeed.objects.get(version=allocation.version, line=allocation.line)
            assert needed.money_type == allocation.pot.money_type
            assert allocation.version.effective_at is not None
            live = Allocation.objects.live().filter(line=allocation.line)
            spoken_for = sum(live.values_list("amount_pence", flat=True))
            assert spoken_for <= allocation.line.balance.approved_pence

    @holds
    def three_people_stand_behind_every_payment(self):
        for payment in Payment.objects.all():
            assert (
                len({payment.proposed_by_id, payment.authorised_by_id, payment.recorded_by_id}) == 3
            )


class Spending(Life):
    """What follows once a plan is in force: money, and changes of the plan under it."""

    STARTS = ("in force",)
    report = assess = agree_outcome = draft_consideration = create_plan = fill = None


class Deciding(Spending):
    """What boards decide on one plan, while members declare interests in it."""

    STARTS = ("planned", "in force")
    propose = authorise = pay = withdraw = release_rest = None


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("machine", [Life, Spending, Deciding])
def test_invariants_hold_whatever_people_do(machine):
    run_state_machine_as_test(
        machine,
        settings=settings(settings.default, stateful_step_count=40, phases=PHASES),
    )
