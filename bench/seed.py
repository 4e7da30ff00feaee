"""A district with a long memory: `python -m bench.seed ROWS` fills the database of DATABASE_URL.

Deterministic: the same rows for the same number, wherever it runs. ROWS trigger reports over ten
years, with sources, categories and contacts; a tenth as many communities; plans with versions in
force and allocations. The newest fiftieth of the reports is still open.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.state import ProjectState

from actionplans.models import MoneyType, NeedLine, Plan, PlanVersion, Stage, VersionNeed
from bench.fill import fill
from bench.words import STREETS, Sentences
from carp.accounts.models import RoleGrant, User
from carp.accounts.roles import Role
from carp.council import packs
from carp.council.models import ReferenceCounter
from carp.web.search import indexable
from funds.models import Allocation, Pot
from register.models import Area, Community, CommunityCategory
from triggers.models import (
    AWAITING_ASSESSMENT,
    REPORT_INDEX,
    Assessment,
    ReporterContact,
    TriggerCategory,
    TriggerReport,
    TriggerSource,
)

TEN_YEARS = timedelta(days=3652)
ENDS = datetime(2026, 6, 30, 12, tzinfo=UTC)
OFFICERS = 12
Row = dict[str, Any]
Status = TriggerReport.Status
OPEN = (Status.RECEIVED, Status.UNDER_REVIEW, Status.AWAITING_INFORMATION, Status.ASSESSED)
ENDED = (Status.CLOSED,) * 8 + (Status.REDIRECTED, Status.OUTCOME_AGREED)


class District:
    """What the rows point to, and the one source of chance."""

    def __init__(self, reports: int, officers: Sequence[int]) -> None:
        self.reports, self.officers = reports, officers
        self.random = Random(20260630)
        self.sentences = Sentences(self.random)
        self.version = packs.current_version()
        self.pack = packs.current()
        self.wards = list(Area.objects.wards().values_list("pk", flat=True))
        self.communities = max(10, reports // 10)
        self.plans = max(10, reports // 100)

    def codes(self, name: str) -> list[str]:
        return [code for code, _label in self.pack.choices(name)]

    def moment(self, number: int) -> datetime:
        """Report 1 came first; they come evenly, some seconds apart."""
        return ENDS - TEN_YEARS * (1 - number / self.reports)


def people() -> list[int]:
    """Two nominated officers, one of whom visits the pages, and their colleagues."""
    keys = []
    for number in range(1, OFFICERS + 1):
        # No password fits this one; a random one would end the session that both sizes share.
        user = User.objects.create(
            email=f"officer{number}@council.example",
            name=f"Officer {number}",
            password="!",  # noqa: S106 - none
        )
        role = Role.NOMINATED_OFFICER if number <= 2 else Role.SERVICE_MANAGER
        RoleGrant.objects.create(user=user, role=role)
        keys.append(user.pk)
    return keys


def reports(district: District) -> Iterator[Row]:
    random, urgencies = district.random, district.codes("urgencies")
    trends, extents = district.codes("trends"), district.codes("extents")
    reporters = TriggerReport.Reporter.values
    for number in range(1, district.reports + 1):
        received_at, what = district.moment(number), district.sentences.text()
        reference, ward = f"TRG-{received_at.year}-{number:05d}", random.choice(district.wards)
        where = f"{random.randrange(1, 200)} {random.choice(STREETS)}"
        yield {
            "id": number,
            "reference": reference,
            "receipt_hash": f"{number:064x}",
            "idempotency_key": f"{number:064x}",
            "channel": TriggerReport.Channel.OUTSIDE,
            "reporter_kind": random.choice(reporters),
            "received_at": received_at,
            "council_pack_id": district.version.pk,
            "community_kind": "place",
            "where": where,
            "area_id": ward,
            "what": what[0],
            "trend": random.choice(trends),
            "extent": random.choice(extents),
            "people_affected": random.randrange(5, 500),
            "urgency": random.choice(urgencies),
            "community_id": random.randrange(1, district.communities + 1),
            "assess_due_on": (received_at + timedelta(days=5)).date(),
            "search_text": f"{indexable(reference, where)} {what[1]}",
            "shape": what[2],
            **standing(district, number, received_at),
        }


def standing(district: District, number: int, received_at: datetime) -> Row:
    """Where a report stands: the newest are open, the others have ended."""
    officer = district.random.choice(district.officers)
    if number > district.reports - max(8, district.reports // 50):
        status = OPEN[number % len(OPEN)]
        taken = {} if status == Status.RECEIVED else {"assigned_to_id": officer}
        assessed = {"assessed_at": received_at} if status == Status.ASSESSED else {}
        return {"status": status, **taken, **assessed}
    status = ENDED[number % len(ENDED)]
    row = {"status": status, "assigned_to_id": officer, "assessed_at": received_at}
    if status == Status.OUTCOME_AGREED:
        return row
    closed_at = received_at + timedelta(days=20)
    return row | {"closed_at": closed_at, "closed_by_id": officer, "close_reason": "resolved"}


def assessments(district: District) -> Iterator[Row]:
    """One in force for each report that was assessed."""
    matrix = district.pack.matrix()
    scores = [likelihood * impact for likelihood in (1, 2, 3, 4) for impact in (1, 2, 3, 4)]
    assessed = TriggerReport.objects.exclude(status__in=AWAITING_ASSESSMENT)
    for key, at in assessed.order_by("pk").values_list("pk", "received_at").iterator():
        score = district.random.choice(scores)
        band = matrix.band_for(score)
        yield {
            "report_id": key,
            "council_pack_id": district.version.pk,
            "matrix": matrix.code,
            "state": Assessment.State.COMPLETED,
            "assessor_id": district.officers[0],
            "created_at": at,
            "completed_at": at,
            "confidence": "medium",
            "score": score,
            "band": band.code,
            "no_action_score": score,
            "no_action_band": band.code,
            "suggested_routes": list(band.routes),
        }


def codes_of(district: District, name: str, *, most: int) -> Iterator[Row]:
    """One to `most` different codes of a list for each report."""
    codes = district.codes(name)
    for number in range(1, district.reports + 1):
        for code in district.random.sample(codes, district.random.randint(1, most)):
            yield {"report_id": number, "code": code}


def contacts(district: District) -> Iterator[Row]:
    for number in range(1, district.reports + 1):
        yield {"report_id": number, "method": ReporterContact.Method.NONE, "name": f"N {number}"}


def communities(district: District) -> Iterator[Row]:
    statuses = Community.Status.values
    for number in range(1, district.communities + 1):
        created_at = ENDS - TEN_YEARS * (1 - number / district.communities)
        text, folded, _shape = district.random.choice(district.sentences.stock)
        yield {
            "id": number,
            "reference": f"CAR-{created_at.year}-{number:04d}",
            "name": f"{text[:40]} {number}",
            "kind": Community.Kind.PLACE,
            "status": statuses[number % len(statuses)],
            "summary": text,
            "identified_on": created_at.date(),
            "plan_due_on": created_at.date() + timedelta(days=42),
            "created_at": created_at,
            "created_by_id": district.officers[0],
            "search_text": f"{folded} {number}",
        }


def links(district: District) -> Iterator[Row]:
    for number in range(1, district.communities + 1):
        yield {"community_id": number, "area_id": district.random.choice(district.wards)}


def community_categories(district: District) -> Iterator[Row]:
    codes = district.codes("categories")
    for number in range(1, district.communities + 1):
        yield {"community_id": number, "code": district.random.choice(codes)}


def plans(district: District) -> Iterator[Row]:
    for number in range(1, district.plans + 1):
        created_at = ENDS - TEN_YEARS * (1 - number / district.plans)
        yield {
            "id": number,
            "reference": f"PLN-{created_at.year}-{number:04d}",
            "title": f"Plan {number}",
            "community_id": number,
            "plan_type": district.codes("plan_types")[0],
            "council_pack_id": district.version.pk,
            "lead_id": district.random.choice(district.officers),
            "created_at": created_at,
            "created_by_id": district.officers[0],
            "search_text": f"plan {number}",
        }


def stages(district: District) -> Iterator[Row]:
    for plan in range(1, district.plans + 1):
        for number in range(1, 8):
            done = number <= plan % 8
            status = Stage.Status.COMPLETE if done else Stage.Status.NOT_STARTED
            yield {"plan_id": plan, "number": number, "status": status, "updated_at": ENDS}


def needs(district: District) -> Iterator[Row]:
    for number in range(1, district.plans + 1):
        yield {
            "id": number,
            "plan_id": number,
            "number": 1,
            "need": "Lighting for the alleys",
            "outcome": "Half as many complaints",
            "monitoring_on": ENDS.date(),
            "amount_pence": 1_000_000,
            "money_type": MoneyType.REVENUE,
            "purpose": "preventative",
            "category": "street-scene",
        }


def versions(district: District) -> Iterator[Row]:
    for number in range(1, district.plans + 1):
        yield {
            "id": number,
            "plan_id": number,
            "number": 1,
            "content": "{}",
            "content_hash": f"{number:064x}",
            "approving_groups": list(district.pack.fund.approving_groups),
            "status": PlanVersion.Status.EFFECTIVE,
            "submitted_at": ENDS,
            "submitted_by_id": district.officers[0],
            "effective_at": ENDS,
        }


def version_needs(district: District) -> Iterator[Row]:
    for number in range(1, district.plans + 1):
        kept = {"amount_pence": 1_000_000, "money_type": MoneyType.REVENUE}
        yield {"version_id": number, "line_id": number, **kept}


def pots(district: District) -> Iterator[Row]:
    """Ten years of them; each allocation is £1,000."""
    for number in range(1, 11):
        held = 100_000 * len(range(number, district.plans + 1, 10))
        yield {
            "id": number,
            "name": "Communities at Risk Fund",
            "money_type": MoneyType.REVENUE,
            "financial_year": f"{2015 + number}/{16 + number}",
            "starts_on": f"{2015 + number}-04-01",
            "ends_on": f"{2016 + number}-03-31",
            "budget_pence": 2 * held + 100,
            "allocated_pence": held,
            "created_at": ENDS,
        }


def allocations(district: District) -> Iterator[Row]:
    for number in range(1, district.plans + 1):
        yield {
            "reference": f"ALC-2026-{number:04d}",
            "pot_id": (number - 1) % 10 + 1,
            "line_id": number,
            "version_id": number,
            "amount_pence": 100_000,
            "route": district.codes("fund.routes")[0],
            "outcome": "Half as many complaints",
            "monitoring_on": ENDS.date(),
            "reasons": "The boards approved it.",
            "alternatives": "None.",
            "proposed_at": ENDS - TEN_YEARS * (1 - number / district.plans),
            "proposed_by_id": district.officers[0],
        }


TABLES = (
    (Community, communities),
    (Community.areas.through, links),
    (CommunityCategory, community_categories),
    (TriggerReport, reports),
    (TriggerSource, lambda district: codes_of(district, "sources", most=3)),
    (TriggerCategory, lambda district: codes_of(district, "categories", most=2)),
    (ReporterContact, contacts),
    (Assessment, assessments),
    (Plan, plans),
    (Stage, stages),
    (NeedLine, needs),
    (PlanVersion, versions),
    (VersionNeed, version_needs),
    (Pot, pots),
    (Allocation, allocations),
)


def seed(rows: int) -> None:
    """Fill an empty, migrated database."""
    in_no_hurry()
    packs.load(settings.COUNCIL_PACK)
    call_command("import_areas", stdout=sys.stderr)
    district = District(rows, people())
    with indexed_afterwards():
        for model, made in TABLES:
            fill(model, made(district))
    for prefix in ("TRG", "CAR", "PLN", "ALC"):
        for year in range(ENDS.year - 1, ENDS.year + 3):
            ReferenceCounter.objects.create(prefix=prefix, year=year, last_number=10 * rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


def in_no_hurry() -> None:
    """Nothing here is lost by a power cut; on PostgreSQL a statement takes the time it takes, and
    an index is made in as few passes as it would be by hand."""
    unhurried = {
        "sqlite": "PRAGMA synchronous=OFF",
        "postgresql": "SET statement_timeout=0; SET maintenance_work_mem='512MB'",
    }
    with connection.cursor() as cursor:
        cursor.execute(unhurried[connection.vendor])


@contextmanager
def indexed_afterwards() -> Iterator[None]:
    """The search index made as its migration makes it where there are rows: at once."""
    made, editor, state = REPORT_INDEX.operation(), connection.schema_editor(), ProjectState()
    made.database_backwards("triggers", editor, state, state)
    yield
    made.database_forwards("triggers", editor, state, state)


if __name__ == "__main__":
    seed(int(sys.argv[1]))
