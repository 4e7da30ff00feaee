"""What reports and referrals are about: an interest in it is one in them (Localism Act, s. 31)."""

from carp.governance.ties import Tie

REPORT = (
    Tie("register.community", "community"),
    Tie("accounts.organisation", "submitted_by__organisation"),
    Tie("triggers.referral", "referrals"),
)
# An interest in one referral of a report is one in the others.
REFERRAL = (
    Tie("register.community", "report__community"),
    Tie("accounts.organisation", "report__submitted_by__organisation"),
    Tie("triggers.triggerreport", "report"),
    Tie("triggers.referral", "report__referrals"),
)
