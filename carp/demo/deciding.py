"""What the boards of the demonstration have before them: drafts, a vote, an exempt decision."""

from datetime import datetime, timedelta

from carp import clock
from carp.demo.desks import CONCERNS, assessed
from carp.demo.journey.planning import confirm, deliberation
from carp.demo.narrator import Narrator
from carp.demo.people import HOUSING_BOARD
from carp.governance import workflow as governance
from carp.governance.models import DelegatedTask, Group, Meeting
from register import workflow as register
from register.models import Area, Community
from triggers import workflow as triggers
from triggers.models import Referral

URGENT = governance.Deliberation(
    reasons="Two people were nearly hit last night, and the street is closed to nobody.",
    alternatives="Waiting for the next meeting: rejected, as it is a fortnight away.",
    conflicts="None declared.",
    urgency="The cars come every night of this week.",
)


def play(tell: Narrator) -> None:
    """A draft to confirm, an urgent one to vote on, an exempt one, and a task that is late."""
    now = clock.now()
    met = _met(tell, now)
    waiting = _referral(tell, now, 41, CONCERNS[0], "The estate by the school")
    _draft(tell, waiting, met, now, kind="note", number=2)
    _late_task(tell, now, met)
    _urgent(tell, now)


def _met(tell: Narrator, now: datetime) -> Meeting:
    """The Housing Board met two days ago."""
    board = Group.objects.get(code=HOUSING_BOARD)
    at = now - timedelta(days=2)
    found = board.meetings.filter(on=clock.local_date(at)).first()
    return found or tell.step(
        at,
        "board-secretary",
        "plans a meeting of the Housing Board for the same day",
        lambda by: governance.schedule_meeting(
            board, by=by, on=clock.today(), place="Committee room 1"
        ),
    )


def _referral(
    tell: Narrator, now: datetime, number: int, concern: tuple[str, str, str], name: str
) -> Referral:
    """A report that waits for the Housing Board."""
    made = assessed(tell, now - timedelta(days=9), number, concern)
    ward = Area.objects.wards().get(code=concern[0])
    choice = triggers.OutcomeChoice(
        routes=("housing_board",),
        reasons="Residents ask for it, and the land is the housing association's.",
        create=register.CommunityDetails(
            name=name,
            kind=Community.Kind.PLACE,
            areas=(ward,),
            scale="neighbourhood",
            summary=concern[2],
            what_works="A warden knows most families.",
        ),
    )
    referrals = tell.step(
        now - timedelta(days=7),
        "nominated-officer",
        "refers the report to the Housing Board",
        lambda by: triggers.agree_outcome(made, by=by, choice=choice),
    )
    return referrals[0]


def _draft(
    tell: Narrator, referral: Referral, met: Meeting, now: datetime, *, kind: str, number: int
) -> None:
    """A member drafts what the meeting decided; the chair has yet to confirm it."""
    tell.step(
        now - timedelta(days=1),
        f"{HOUSING_BOARD}-{number}",
        "drafts what the Housing Board decided",
        lambda by: triggers.draft_consideration(
            referral, by=by, kind=kind, deliberation=deliberation(tell, HOUSING_BOARD, meeting=met)
        ),
    )


def _late_task(tell: Narrator, now: datetime, met: Meeting) -> None:
    """An exempt decision that delegated something; its day was moved once."""
    referral = _referral(tell, now, 42, CONCERNS[3], "The road to the school")
    told = deliberation(tell, HOUSING_BOARD, meeting=met)
    exempt = governance.Deliberation(
        reasons=told.reasons,
        alternatives=told.alternatives,
        conflicts=told.conflicts,
        votes=told.votes,
        meeting=met,
        exempt_paragraph=3,
        public_interest="A contract is being negotiated, and the figures would move the price.",
    )
    due_on = clock.local_date(now) + timedelta(days=3)
    task = triggers.TaskEntry(tell.people["lead-officer"], due_on, "Ask the haulier for a route")
    drafted = tell.step(
        now - timedelta(days=2, hours=-1),
        "board-secretary",
        "drafts an exempt decision that delegates an action",
        lambda by: triggers.draft_consideration(
            referral, by=by, kind="delegate", deliberation=exempt, task=task
        ),
    )
    decision = confirm(tell, drafted, HOUSING_BOARD, now - timedelta(days=2, hours=-2))
    given = DelegatedTask.objects.get(decision=decision)
    tell.step(
        now - timedelta(days=1),
        "board-secretary",
        "gives the task another day",
        lambda by: governance.revise_date(
            given,
            by=by,
            due_on=due_on + timedelta(days=7),
            reason="The haulier's manager is away until next week.",
        ),
    )


def _urgent(tell: Narrator, now: datetime) -> None:
    """Between meetings: the members were asked, and one of them has voted."""
    referral = _referral(tell, now, 43, CONCERNS[1], "Station approach")
    drafted = tell.step(
        now - timedelta(hours=5),
        "board-secretary",
        "drafts an urgent decision",
        lambda by: triggers.draft_consideration(referral, by=by, kind="close", deliberation=URGENT),
    )
    tell.step(
        now - timedelta(hours=4),
        "board-secretary",
        "asks the members to vote between meetings",
        lambda by: governance.put_to_members(drafted, by=by),
    )
    tell.step(
        now - timedelta(hours=3),
        f"{HOUSING_BOARD}-2",
        "votes for it",
        lambda by: governance.vote(drafted, by=by, part="for"),
    )
