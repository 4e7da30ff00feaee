"""The demonstration's people: one for each role, named by what they do, real to nobody."""

from dataclasses import dataclass
from datetime import date, timedelta

from carp import clock
from carp.accounts import workflow as accounts
from carp.accounts.models import Organisation, User
from carp.accounts.roles import Role
from carp.governance import workflow as governance
from carp.governance.models import Group, Membership

DOMAIN = "demonstration.example"
HOUSING_BOARD, MANAGEMENT_TEAM = "housing-board", "management-team"
SEATED_SINCE = date(2023, 5, 9)
AGREEMENT, AGREED_FOR = "ISA-DEMO-01", timedelta(days=365)


@dataclass(frozen=True)
class Person:
    """A made-up person: the key is the first part of the e-mail address."""

    key: str
    name: str
    post: str
    role: Role
    groups: tuple[str, ...] = ()
    seat: str = Membership.Seat.MEMBER
    organisation: str = ""
    shown: bool = True

    @property
    def email(self) -> str:
        return f"{self.key}@{DOMAIN}"


PEOPLE = (
    Person("ward-member", "Ward Member", "Elected member", Role.MEMBER),
    Person("housing-officer", "Housing Officer", "Home Choices", Role.OFFICER),
    Person("lead-officer", "Lead Officer", "Communities Service", Role.OFFICER),
    Person(
        "nominated-officer", "Nominated Officer", "Communities Service", Role.NOMINATED_OFFICER
    ),
    Person("deputy-officer", "Deputy Officer", "Communities Service", Role.NOMINATED_OFFICER),
    Person("service-manager", "Service Manager", "Street Scene", Role.SERVICE_MANAGER),
    Person(
        "housing-board", "Housing Board Chair", "Housing Board", Role.BOARD_MEMBER,
        groups=(HOUSING_BOARD,), seat=Membership.Seat.CHAIR,
    ),
    Person(
        "management-team", "Management Team Chair", "Management Team", Role.BOARD_MEMBER,
        groups=(MANAGEMENT_TEAM,), seat=Membership.Seat.CHAIR,
    ),
    Person(
        "board-secretary", "Board Secretary", "Democratic Services", Role.BOARD_SECRETARY,
        groups=(HOUSING_BOARD,), seat=Membership.Seat.SECRETARY,
    ),
    Person(
        "team-secretary", "Team Secretary", "Democratic Services", Role.BOARD_SECRETARY,
        groups=(MANAGEMENT_TEAM,), seat=Membership.Seat.SECRETARY,
    ),
    Person("fund-manager", "Fund Manager", "Enterprising Communities Service", Role.FUND_MANAGER),
    Person("report-editor", "Performance Officer", "Performance team", Role.REPORT_EDITOR),
    Person(
        "partner", "Food Bank Lead", "Volunteer", Role.PARTNER, organisation="Riverside Food Bank"
    ),
    Person(
        "partner-2", "Food Bank Volunteer", "Volunteer", Role.PARTNER,
        organisation="Riverside Food Bank",
    ),
    Person(
        "safeguarding-lead", "Safeguarding Lead", "Safeguarding team", Role.SAFEGUARDING_LEAD
    ),
    Person("auditor", "Internal Auditor", "Internal audit", Role.AUDITOR),
    Person("administrator", "Administrator", "Systems team", Role.ADMINISTRATOR),
    *(
        Person(
            f"{group}-{number}", f"{name} Member {number}", name, Role.BOARD_MEMBER,
            groups=(group,), shown=False,
        )
        for group, name in (
            (HOUSING_BOARD, "Housing Board"), (MANAGEMENT_TEAM, "Management Team")
        )
        for number in (2, 3, 4)
    ),
)  # fmt: skip


def settle() -> dict[str, User]:
    """Open the accounts, grant the roles and fill the seats; answers the people by key."""
    return {person.key: _settle(person) for person in PEOPLE}


def _settle(person: Person) -> User:
    organisation = None
    if person.organisation:
        organisation, _created = Organisation.objects.get_or_create(
            name=person.organisation,
            defaults={
                "kind": Organisation.Kind.VOLUNTARY,
                "agreement_reference": AGREEMENT,
                "agreement_ends_on": clock.today() + AGREED_FOR,
            },
        )
    user = accounts.create_account(
        person.email, by=None, name=person.name, post=person.post, organisation=organisation
    )
    accounts.grant_role(user, person.role, by=None)
    for code in person.groups:
        governance.seat(
            user,
            Group.objects.get(code=code),
            by=None,
            seat=person.seat,
            starts_on=SEATED_SINCE,
        )
    return User.objects.get(pk=user.pk)


def of_key(key: str) -> User | None:
    """A demonstration person who can be signed in as; None for anybody else."""
    if key not in {person.key for person in PEOPLE}:
        return None
    return User.objects.filter(email=f"{key}@{DOMAIN}", is_active=True).first()
