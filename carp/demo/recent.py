"""What happened of late in the demonstration, so that every desk has work on it today."""

from datetime import datetime, timedelta
from functools import partial

from django.core.files.uploadedfile import UploadedFile

from actionplans import workflow as plans
from actionplans.models import Action, Plan
from carp import clock
from carp.accounts.models import User
from carp.council.calendar import FinancialYear
from carp.demo.evidence import bus_counts, cold_flats
from carp.demo.journey.contents import OUTDOORS, fill
from carp.demo.journey.planning import STAGE_6, answer, submit
from carp.demo.narrator import Narrator
from carp.demo.people import HOUSING_BOARD
from funds import workflow as funds
from register import workflow as register
from register.models import Area, Community
from triggers import workflow as triggers
from triggers.models import TriggerReport

HEMSWELL = "E05009643"
# Hemswell Cliff's public capital programme of £95,042 in an invented split (scenario O6).
NEEDS = (
    ("Floodlights for the sports pitch", 3_850_000),
    ("An outdoor gym", 2_175_000),
    ("Fifteen drop kerbs", 1_890_000),
    ("Paths that take a wheelchair", 1_589_200),
)


def play(tell: Narrator) -> None:
    """Reports in every state, and a plan that waits for the second board."""
    now = clock.now()
    small_reports(tell, now)
    waiting_reports(tell, now)
    waiting_plan(tell, now)


def small_reports(tell: Narrator, now: datetime) -> None:
    """Three of one ward within a month: small each by itself, and alike."""
    for number, (days, what) in enumerate(SMALL, 11):
        concern = (SCAMPTON, "The footpath to the school", what)
        report(tell, now - timedelta(days=days), number, "routine", concern)


SCAMPTON = "E05009649"
SMALL = (
    (
        24,
        "The street lamps on the footpath to the school are out. Children walk home in the dark.",
    ),
    (
        15,
        "Parents drive their children the short way to school because the footpath is dark. "
        "The street lamps have been out since the spring.",
    ),
    (
        6,
        "Children walk home in the dark: the lamps by the school are still out, and somebody fell "
        "on the footpath.",
    ),
)


def waiting_reports(tell: Narrator, now: datetime) -> None:
    """One overdue, one waiting for an answer, one just in, and one held as unverified."""
    overdue = report(tell, now - timedelta(days=20), 1, "urgent", CONCERNS[0], cold_flats())
    tell.step(
        now - timedelta(days=19),
        "nominated-officer",
        "takes up a report and is then called away",
        lambda by: triggers.take_up(overdue, by=by),
    )
    asked = report(tell, now - timedelta(days=3), 2, "soon", CONCERNS[1])
    tell.step(
        now - timedelta(days=2, hours=1),
        "nominated-officer",
        "takes up the second report",
        lambda by: triggers.take_up(asked, by=by),
    )
    tell.step(
        now - timedelta(days=2),
        "nominated-officer",
        "asks the parish council for more",
        lambda by: triggers.ask_information(
            asked,
            by=by,
            asked_of="Parish council",
            question="How many people used the bus before it was cut?",
            due_on=clock.today() + timedelta(days=10),
        ),
    )
    tell.step(
        now - timedelta(days=1),
        "nominated-officer",
        "adds the counts that the parish council sent",
        lambda by: triggers.add_file(
            asked, by=by, upload=bus_counts(), note="Sent by the parish council by e-mail"
        ),
    )
    desk(tell, asked, now)
    report(tell, now - timedelta(hours=3), 3, "routine", CONCERNS[2])
    tell.outside(
        now - timedelta(hours=2),
        "One report more comes from a busy network than is taken on trust: it is held",
        lambda: triggers.submit(HELD, by=None, idempotency_key="recent-held", held=True),
    )


HELD = triggers.ReportEntry(
    reporter_kind="resident",
    community_kind=Community.Kind.PLACE,
    where="The library",
    what="The reading room is full every day, because people come to keep warm.",
    trend="worsening",
    urgency="soon",
    sources=("to-member-or-officer",),
    categories=("food-and-heating",),
)


def desk(tell: Narrator, asked: TriggerReport, now: datetime) -> None:
    """A question whose answer is overdue, something to do, and a filter to come back to."""
    yesterday = clock.local_date(now - timedelta(days=1))
    tell.step(
        now - timedelta(days=2),
        "nominated-officer",
        "asks the street scene team, who have not answered yet",
        lambda by: triggers.ask_information(
            asked,
            by=by,
            asked_of="Street scene and environment",
            question="Which of the shelters can people in wheelchairs use?",
            due_on=yesterday,
            to=triggers.Addressee(service="environment", email="street.scene@council.example"),
        ),
    )
    tell.step(
        now - timedelta(days=1),
        "nominated-officer",
        "notes a call to make",
        lambda by: triggers.add_task(
            asked, by=by, title="Ring the bus company", owner=by, due_on=clock.local_date(now)
        ),
    )
    tell.step(
        now - timedelta(days=1),
        "nominated-officer",
        "keeps a filter of the queue",
        lambda by: triggers.save_filter(
            by=by, name="Urgent, longest waiting first", heap="open", query=WAITING_LONGEST
        ),
    )


WAITING_LONGEST = "urgency=urgent&sort=due"
CONCERNS = (
    (
        "E05009638",
        "Above the shops",
        "Flats above the shops have no heating and several families are cold.",
    ),
    (
        "E05009653",
        "The villages along the bus route",
        "The bus to town was cut and older people cannot reach the surgery.",
    ),
    (
        "E05009642",
        "Around the empty shop",
        "Young people meet in the empty shop and neighbours feel unsafe.",
    ),
)


def report(
    tell: Narrator,
    at: datetime,
    number: int,
    urgency: str,
    concern: tuple[str, str, str],
    *files: UploadedFile,
) -> TriggerReport:
    ward, where, what = concern
    entry = triggers.ReportEntry(
        reporter_kind="officer",
        community_kind=Community.Kind.PLACE,
        where=where,
        area=Area.objects.wards().get(code=ward),
        what=what,
        since="A few weeks ago",
        trend="worsening",
        extent="neighbourhood",
        people_affected=60,
        urgency=urgency,
        sources=("from-member-or-officer",),
        categories=("other",),
    )
    key = f"recent-{number}"

    def send(by: User) -> triggers.Submission:
        for file in files:
            triggers.keep_in_draft(file, key=key, owner=by, network="")
        return triggers.submit(entry, by=by, idempotency_key=key)

    return tell.step(at, "housing-officer", "reports a concern", send).report


def waiting_plan(tell: Narrator, now: datetime) -> None:
    """Hemswell Cliff: the Housing Board approved, the Management Team has yet to."""
    start = now - timedelta(days=12)
    ward = Area.objects.wards().get(code=HEMSWELL)
    details = register.CommunityDetails(
        name="Hemswell Cliff",
        kind=Community.Kind.PLACE,
        areas=(ward,),
        scale="village",
        summary="A former airfield village with few services and poor footpaths.",
        what_works="A residents' company keeps the open spaces.",
    )
    community = tell.step(
        start,
        "nominated-officer",
        "logs Hemswell Cliff on the register",
        lambda by: register.create_community(by=by, details=details),
    )
    plan = tell.step(
        start,
        "nominated-officer",
        "starts a plan for Hemswell Cliff",
        lambda by: plans.create_plan(
            community,
            by=by,
            details=plans.PlanDetails(
                title="A place to be outdoors",
                plan_type="action-plan",
                lead=tell.people["lead-officer"],
            ),
        ),
    )
    _needs(tell, plan, start)
    fill(tell, plan, start, OUTDOORS)
    _pot(tell, start, FinancialYear.of(clock.today()))
    version = submit(tell, plan, start + timedelta(days=1))
    answer(tell, version, HOUSING_BOARD, start + timedelta(days=4))
    progress(tell, plan, start + timedelta(days=4))


ACTIONS = (
    ("Ask the village what it wants", "short", "Residents' company", 0, 10),
    ("Clear the paths by hand", "short", "Street Scene", 5, 40),
    ("Build the outdoor gym", "medium", "Residents' company", 60, 200),
    ("Hand the gym over to the village", "long", "Residents' company", 210, 400),
)


def _action(
    tell: Narrator, plan: Plan, at: datetime, title: str, horizon: str, who: str, *days: int
) -> None:
    first, last = (clock.local_date(at) + timedelta(days=each) for each in days)
    details = plans.ActionDetails(
        title=title,
        horizon=horizon,
        owner_organisation=who,
        owner=tell.people["lead-officer"],
        starts_on=first,
        due_on=last,
        outcome="Half of the village uses it in its first summer.",
    )
    tell.step(
        at,
        "lead-officer",
        f"plans to {title[0].lower()}{title[1:]}",
        lambda by: plans.add_action(plan, by=by, details=details),
    )


def progress(tell: Narrator, plan: Plan, at: datetime) -> None:
    """What the lead has said of the first two actions: one is late, one is blocked."""
    asked, paths, *_later = plan.actions.order_by("pk")
    for days, action, step, text in (
        (1, asked, "start", "Forms went to all 180 homes."),
        (4, asked, "", "61 answers so far. The school collects the rest."),
        (5, paths, "block", "The crew waits for the county's leave to close the lane."),
    ):
        said = plans.Progress(action, text=text, step=step)
        moment, what = at + timedelta(days=days), f"says how “{action}” goes"
        tell.step(moment, "lead-officer", what, partial(_say, said))


def _say(said: plans.Progress, by: User) -> Action:
    return plans.report_progress(said, by=by)


def _needs(tell: Narrator, plan: Plan, at: datetime) -> None:
    """Its stage 6, its actions and its need lines."""
    tell.step(
        at,
        "lead-officer",
        "answers stage 6",
        lambda by: plans.complete_stage(plan, 6, by=by, answers=STAGE_6),
    )
    for row in ACTIONS:
        _action(tell, plan, at, *row)
    for need, amount_pence in NEEDS:
        _need(tell, plan, at, need=need, amount_pence=amount_pence)


def _need(tell: Narrator, plan: Plan, at: datetime, *, need: str, amount_pence: int) -> None:
    details = plans.NeedDetails(
        need=need,
        outcome="More people outdoors, counted each quarter",
        monitoring_on=clock.local_date(at) + timedelta(days=200),
        amount_pence=amount_pence,
        money_type="capital",
        purpose="preventative",
        category="equipment",
    )
    tell.step(
        at,
        "lead-officer",
        f"asks for {need[0].lower()}{need[1:]}",
        lambda by: plans.add_need_line(plan, by=by, details=details),
    )


def _pot(tell: Narrator, at: datetime, year: FinancialYear) -> None:
    """This year's capital, of the size of scenario O6."""
    tell.step(
        at,
        "fund-manager",
        f"opens the capital pot of {year.label} with £105,042",
        lambda by: funds.open_pot(
            by=by,
            details=funds.PotDetails(
                name="Investment for growth",
                money_type="capital",
                financial_year=year.label,
                starts_on=year.start,
                ends_on=year.end,
                budget_pence=10_504_200,
                note="Budget book.",
            ),
        ),
    )
