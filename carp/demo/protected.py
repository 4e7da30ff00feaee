"""Reports of the demonstration that only some may see: a restricted one, and one handed over."""

from datetime import datetime, timedelta

from carp import clock
from carp.demo.narrator import Narrator
from carp.demo.recent import report
from register.models import Area, Community
from triggers import workflow as triggers

WARD = "E05009653"
WITNESS = (
    WARD,
    "The lanes behind the chapel",
    "Families are threatened after one of them spoke to the police as a witness.",
)


def play(tell: Narrator) -> None:
    """A restricted report whose list is to change, and a handover that waits for its lead."""
    now = clock.now()
    restricted(tell, now - timedelta(days=2))
    handed_over(tell, now - timedelta(days=1))


def restricted(tell: Narrator, at: datetime) -> None:
    made = report(tell, at, 21, "urgent", WITNESS)
    restriction = tell.step(
        at + timedelta(minutes=20),
        "nominated-officer",
        "restricts a report to named people at once",
        lambda by: triggers.restrict(
            made,
            by=by,
            reason="A witness could be found by the street.",
            people=[tell.people["deputy-officer"]],
        ),
    )
    tell.step(
        at + timedelta(minutes=40),
        "deputy-officer",
        "proposes to name the service manager too",
        lambda by: triggers.propose_list_change(
            restriction,
            by=by,
            kind="add",
            person=tell.people["service-manager"],
            reason="Street Scene lights the lanes.",
        ),
    )


def handed_over(tell: Narrator, at: datetime) -> None:
    """O3: the wrong door, shown to the right one."""
    entry = triggers.ReportEntry(
        reporter_kind="resident",
        community_kind=Community.Kind.PLACE,
        where="The flat below Old Neighbour",
        area=Area.objects.wards().get(code=WARD),
        what="Old Neighbour has not been out for weeks and somebody takes the pension.",
        trend="worsening",
        urgency="urgent",
        sources=("more-complaints",),
        categories=("older-people",),
        immediate_danger=True,
    )
    made = tell.outside(
        at,
        "Somebody reports one person's danger at the wrong door",
        lambda: triggers.submit(entry, by=None, idempotency_key="protected-1"),
    ).report
    handover = triggers.Handover(
        reason="safeguarding-adult",
        safeguarding_reference="SG-004127",
        texts={"what": "An older person may be exploited.", "where": ""},
        feedback="Thank you. The people who protect adults at risk have what you told us.",
    )
    tell.step(
        at + timedelta(hours=1),
        "nominated-officer",
        "hands it over to safeguarding without the name",
        lambda by: triggers.hand_over(made, by=by, handover=handover),
    )
