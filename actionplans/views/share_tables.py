"""The tables of what was shared, which are also its CSV files."""

from collections.abc import Iterable, Sequence

from django.http import StreamingHttpResponse
from django.urls import reverse

from actionplans.models import PlanShare
from actionplans.selectors import WorkingCopy
from actionplans.selectors.shares import SharedPart, labels_of, shares_of
from actionplans.views.table import Table
from carp.web.formats import day, when
from carp.web.tables import Column, Link, Tag

OPENINGS_SHOWN = 50
HEAD = ("For", "Parts", "State", "Shared by", "Last day", Column("Times opened", numeric=True))
SHARE_COLOURS: dict[str, str] = {
    PlanShare.State.OPEN: "green",
    PlanShare.State.EXPIRED: "grey",
    PlanShare.State.ENDED: "grey",
}


def share_table(copy: WorkingCopy) -> Table:
    """Every share of a plan, the newest first."""
    rows = []
    for share, opened in shares_of(copy.plan):
        share.plan = copy.plan
        where = reverse("actionplans:share-detail", args=(copy.plan.reference, share.pk))
        rows.append(
            (
                Link(share.shared_with, where),
                ", ".join(labels_of(share)),
                Tag(share.get_state(), SHARE_COLOURS[share.state]),
                f"{share.shared_by.name}, {day(share.shared_at)}",
                day(share.last_day),
                opened,
            )
        )
    return Table("Shared with partners", HEAD, rows)


def part_csv(parts: Iterable[SharedPart], code: str) -> StreamingHttpResponse | None:
    """One of the tables that are shown, as a file; None where no such table is."""
    for part in parts:
        if part.code == code and part.is_table:
            table = Table(part.label, part.head, part.rows)
            return table.csv(f"shared-plan-{part.code}")
    return None


def openings_of(share: PlanShare) -> Sequence[str]:
    """When it was opened, the newest first."""
    times = share.openings.order_by("-pk").values_list("opened_at", flat=True)
    return [when(each) for each in times[:OPENINGS_SHOWN]]
