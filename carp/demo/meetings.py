"""A board that meets: one meeting that was held, the agenda of the next, and an interest."""

from datetime import timedelta

from carp import clock
from carp.accounts.models import Organisation, User
from carp.demo.narrator import Narrator
from carp.demo.people import HOUSING_BOARD, MANAGEMENT_TEAM
from carp.governance import workflow as governance
from carp.governance.models import Group, Meeting, MeetingAttendance
from register.models import Community

SECRETARY, TEAM_SECRETARY = "board-secretary", "team-secretary"
FOOD_BANK = "Riverside Food Bank"
PLACE = "Committee room 1"
MINUTES = "Minutes of the last meeting"
READ_BEFORE = (
    "The minutes were sent round. Please tell the secretary of corrections before the day."
)
PRESENT, APOLOGIES = MeetingAttendance.Part.PRESENT, MeetingAttendance.Part.APOLOGIES


def play(tell: Narrator) -> None:
    """After the board was sent a report: there is a meeting to come to put it before."""
    now, board = clock.now(), Group.objects.get(code=HOUSING_BOARD)
    held_on = clock.today() - timedelta(days=28)
    held = tell.step(
        now - timedelta(days=40),
        SECRETARY,
        "plans a meeting of the Housing Board",
        lambda by: governance.schedule_meeting(board, by=by, on=held_on, place=PLACE),
    )
    tell.step(
        now - timedelta(days=28),
        SECRETARY,
        "records who came to the Housing Board",
        lambda by: governance.record_attendance(held, by=by, parts=_parts(tell)),
    )
    coming = governance.next_meeting(board, on=clock.today())
    if coming is not None:
        _agenda(tell, coming)
    _management_team(tell)
    food_bank = Organisation.objects.get(name=FOOD_BANK)
    tell.step(
        now - timedelta(days=30),
        SECRETARY,
        "declares a standing interest",
        lambda by: governance.declare_interest(
            by, food_bank, by=by, nature="I am a trustee of the food bank."
        ),
    )


def _management_team(tell: Narrator) -> None:
    """A plan waits for it, which the Housing Board has approved."""
    yesterday, team = clock.now() - timedelta(days=1), Group.objects.get(code=MANAGEMENT_TEAM)
    on = clock.today() + timedelta(days=6)
    tell.step(
        yesterday,
        TEAM_SECRETARY,
        "plans a meeting of the Management Team with what waits for it",
        lambda by: _fill(governance.schedule_meeting(team, by=by, on=on, place=PLACE), by),
    )


def _parts(tell: Narrator) -> dict[int, str]:
    """Everybody came but one."""
    members = [user for key, user in tell.people.items() if key.startswith(HOUSING_BOARD)]
    came: dict[int, str] = {user.pk: PRESENT for user in members[:-1]}
    return came | {members[-1].pk: APOLOGIES, tell.people[SECRETARY].pk: PRESENT}


def _agenda(tell: Narrator, meeting: Meeting) -> None:
    yesterday = clock.now() - timedelta(days=1)
    tell.step(
        yesterday,
        SECRETARY,
        "puts what waits on the agenda of the Housing Board",
        lambda by: _fill(meeting, by),
    )
    community = Community.objects.filter(name="Streets near the station").first()
    if community is not None:
        tell.step(
            yesterday,
            f"{HOUSING_BOARD}-4",
            "declares a standing interest",
            lambda by: governance.declare_interest(
                by, community, by=by, nature="I own a house in one of these streets."
            ),
        )


def _fill(meeting: Meeting, by: User) -> Meeting:
    """Everything that waits, after the minutes."""
    minutes = governance.add_item(meeting, by=by, title=MINUTES, note=READ_BEFORE)
    governance.fill_agenda(meeting, by=by)
    for _place in range(meeting.items.count() - 1):
        governance.move_item(minutes, by=by, up=True)
    return meeting
