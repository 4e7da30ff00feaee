"""Eight writers on one audit chain: no fork, no gap (P18). `python -m bench.chain`"""

import os

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    django.setup()

from django.db import connection, transaction

from bench.findings import Finding, tell
from bench.threads import together
from carp.audit import trail
from carp.audit.models import AuditEvent
from carp.council.models import CouncilPack

WRITERS, EACH = 8, 300


def main() -> None:
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
    tell([Finding(f"P18-{connection.vendor}", [int(broken) + lost], note)])


if __name__ == "__main__":
    main()
