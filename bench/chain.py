"""Eight writers on one audit chain: no fork, no gap (P18)."""

from collections.abc import Iterator

from django.db import connection, transaction

from bench.findings import Finding
from bench.threads import together
from carp.audit import trail
from carp.audit.models import AuditEvent
from carp.council.models import CouncilPack

WRITERS, EACH = 8, 300


def findings() -> Iterator[Finding]:
    subject = CouncilPack.objects.defer("content").get(in_force=True)

    @transaction.atomic
    def write(number: int) -> bool:
        trail.record("bench.write", subject, by=None, after={"number": number})
        return True

    before = AuditEvent.objects.count()
    done, seconds = together(write, workers=WRITERS, each=EACH)
    broken = trail.first_broken_row() is not None
    lost = before + done - AuditEvent.objects.count()
    note = f"{done / seconds:,.0f}/s"
    yield Finding(f"P18-{connection.vendor}", [int(broken) + lost], note)
