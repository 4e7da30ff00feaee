"""The roles and what each may do: one table, read by people and by ``User.may``.

Code asks for capabilities, never for roles. A capability opens a kind of act; the permission
functions of each app then look at the thing itself (own, referred, named) and at the person
(who wrote it cannot approve it). Which board a person sits on is membership of a group
(``carp.governance``), not a role: another council's boards have other names.
"""

from enum import StrEnum


class Capability(StrEnum):
    """A kind of act on a kind of thing."""

    TRIGGER_REPORT = "trigger.report"
    TRIGGER_READ = "trigger.read"
    TRIGGER_READ_REFERRED = "trigger.read_referred"
    TRIGGER_READ_ORGANISATION = "trigger.read_organisation"
    TRIGGER_TAKE_CALL = "trigger.take_call"
    TRIGGER_READ_RESTRICTED = "trigger.read_restricted"
    TRIGGER_TRIAGE = "trigger.triage"
    CONTACT_REVEAL = "trigger.reveal_contact"
    SAFEGUARDING_RECEIVE = "safeguarding.receive"
    REGISTER_READ = "register.read"
    REGISTER_EDIT = "register.edit"
    PLAN_READ = "plan.read"
    PLAN_CREATE = "plan.create"
    PLAN_EDIT = "plan.edit"
    PLAN_EDIT_OWN = "plan.edit_own"
    BOARD_READ = "board.read"
    BOARD_RUN = "board.run"
    BOARD_DECIDE = "board.decide"
    FUND_READ = "fund.read"
    FUND_BUDGET = "fund.budget"
    FUND_PROPOSE = "fund.propose"
    FUND_AUTHORISE = "fund.authorise"
    FUND_PAY = "fund.pay"
    REPORT_READ = "report.read"
    REPORT_REQUEST = "report.request"
    AUDIT_READ = "audit.read"
    ACCOUNTS_MANAGE = "accounts.manage"
    COUNCIL_CONFIGURE = "council.configure"


class Role(StrEnum):
    """The roles of the policy's people (quality section 4)."""

    PARTNER = "partner"
    OFFICER = "officer"
    MEMBER = "member"
    NOMINATED_OFFICER = "nominated_officer"
    SERVICE_MANAGER = "service_manager"
    BOARD_MEMBER = "board_member"
    BOARD_SECRETARY = "board_secretary"
    FUND_MANAGER = "fund_manager"
    REPORT_EDITOR = "report_editor"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        return ROLE_LABELS[self]


ROLE_LABELS: dict[Role, str] = {
    Role.PARTNER: "Registered partner",
    Role.OFFICER: "Officer",
    Role.MEMBER: "Elected member",
    Role.NOMINATED_OFFICER: "Nominated officer",
    Role.SERVICE_MANAGER: "Service manager",
    Role.BOARD_MEMBER: "Board member",
    Role.BOARD_SECRETARY: "Board secretary",
    Role.FUND_MANAGER: "Fund manager",
    Role.REPORT_EDITOR: "Report editor",
    Role.SAFEGUARDING_LEAD: "Safeguarding lead",
    Role.AUDITOR: "Auditor",
    Role.ADMINISTRATOR: "Administrator",
}

C = Capability

STAFF: frozenset[Capability] = frozenset(
    {
        C.TRIGGER_REPORT,
        C.TRIGGER_TAKE_CALL,
        C.REGISTER_READ,
        C.PLAN_READ,
        C.PLAN_EDIT_OWN,
        C.BOARD_READ,
        C.FUND_READ,
        C.REPORT_READ,
    }
)

ROLES: dict[Role, frozenset[Capability]] = {
    Role.PARTNER: frozenset({C.TRIGGER_REPORT, C.TRIGGER_READ_ORGANISATION, C.REPORT_READ}),
    Role.OFFICER: STAFF,
    Role.MEMBER: frozenset({C.TRIGGER_REPORT, C.REGISTER_READ, C.REPORT_READ}),
    Role.NOMINATED_OFFICER: STAFF
    | {
        C.TRIGGER_READ,
        C.TRIGGER_TRIAGE,
        C.CONTACT_REVEAL,
        C.REGISTER_EDIT,
        C.PLAN_CREATE,
        C.PLAN_EDIT,
        C.REPORT_REQUEST,
    },
    Role.SERVICE_MANAGER: STAFF | {C.TRIGGER_READ_REFERRED, C.PLAN_CREATE, C.FUND_PROPOSE},
    Role.BOARD_MEMBER: STAFF
    | {C.TRIGGER_READ_REFERRED, C.BOARD_DECIDE, C.FUND_AUTHORISE, C.REPORT_REQUEST},
    Role.BOARD_SECRETARY: STAFF | {C.TRIGGER_READ_REFERRED, C.BOARD_RUN, C.REPORT_REQUEST},
    Role.FUND_MANAGER: STAFF | {C.FUND_BUDGET, C.FUND_PROPOSE, C.FUND_PAY, C.REPORT_REQUEST},
    Role.REPORT_EDITOR: STAFF | {C.REPORT_REQUEST},
    Role.SAFEGUARDING_LEAD: frozenset(
        {
            C.TRIGGER_REPORT,
            C.TRIGGER_TAKE_CALL,
            C.REGISTER_READ,
            C.REPORT_READ,
            C.SAFEGUARDING_RECEIVE,
        }
    ),
    Role.AUDITOR: frozenset(
        {
            C.TRIGGER_READ,
            C.TRIGGER_READ_RESTRICTED,
            C.REGISTER_READ,
            C.PLAN_READ,
            C.BOARD_READ,
            C.FUND_READ,
            C.REPORT_READ,
            C.AUDIT_READ,
        }
    ),
    Role.ADMINISTRATOR: frozenset(
        {C.ACCOUNTS_MANAGE, C.COUNCIL_CONFIGURE, C.AUDIT_READ, C.REPORT_READ}
    ),
}

CASEWORK_ROLES: frozenset[Role] = frozenset(set(Role) - {Role.ADMINISTRATOR, Role.AUDITOR})
