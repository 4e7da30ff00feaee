"""The work that a request starts: the outbox hands a run over, and it is made here.

A run may be handed over twice, or be left half done by a worker that was killed. It is claimed by
a conditional update, its figures are frozen once, and its files are named by their content; so a
second making gives the same report, and only one of them finishes.
"""

import logging
from typing import Any

from carp.documents.pdf import PdfRefused
from carp.documents.report import ReportFault
from carp.outbox import queue
from carp.outbox.models import OutboxItem
from reporting.tasks import claims, making
from reporting.tasks.claims import Claim, TakenOver

# What no second try can mend.
FOR_GOOD = (PdfRefused, ReportFault, LookupError, TypeError)
MOST_ATTEMPTS = 3
WORKERS_LOST = "The report could not be made: each worker that tried was lost on the way."
log = logging.getLogger(__name__)


def build(payload: dict[str, Any], *, item: OutboxItem) -> None:
    """Make the run of an outbox row; what fails for a passing reason is tried again later."""
    claim = claims.start(payload["run"], beat=lambda: queue.extend(item))
    if claim is None:
        return
    if claim.taken_over and claim.run.attempts > MOST_ATTEMPTS:
        claims.fail(claim, error=WORKERS_LOST)
        return
    try:
        making.make(claim)
    except TakenOver:
        log.warning("%s goes on with another worker", claim.run.reference)
    except Exception as error:
        log.exception("%s could not be made", claim.run.reference)
        if not _given_up(claim, error):
            raise


def _given_up(claim: Claim, error: Exception) -> bool:
    """Write down what went wrong, with a sentence; True when only a person can help."""
    what = f"{type(error).__name__}: {error}".strip(": ")[:500]
    if isinstance(error, FOR_GOOD) or claim.run.attempts >= MOST_ATTEMPTS:
        claims.fail(claim, error=f"The report could not be made. {what}")
        return True
    claims.put_back(claim, error=f"Something went wrong, and it will be tried again. {what}")
    return False
