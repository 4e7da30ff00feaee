"""A report about one person goes to safeguarding, and its text leaves the portal (scenario O3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import transaction

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Capability
from carp.audit import trail
from carp.council import feedback as words
from carp.council import packs
from carp.outbox import queue
from triggers import likeness, notices, permissions
from triggers.models import Assessment, QuarantinedText, TriggerReport
from triggers.workflow.drafts import forget_drafts_of
from triggers.workflow.evidence import erase_files
from triggers.workflow.intake import search_text_of
from triggers.workflow.outcome import withdraw
from triggers.workflow.quarantine import TAKEN_OUT, take_out
from triggers.workflow.steps import END_FIELDS, begin, end, move, record, require_sound

Status = TriggerReport.Status
# What a reporter writes freely, and what it is called where it is read.
FREE_TEXTS = {
    "what": "What is happening",
    "where": "Where",
    "since": "Since when",
    "being_done": "What is being done",
    "what_works": "What works already",
    "evidence_link": "Evidence",
}
ANSWER = "What the reporter was told before"


@dataclass(frozen=True)
class Handover:
    """What is handed over: the texts as they stay here, without the person."""

    reason: str
    safeguarding_reference: str
    texts: Mapping[str, str] = field(default_factory=dict)
    feedback: str = ""


@transaction.atomic
def hand_over(report: TriggerReport, *, by: User, handover: Handover) -> QuarantinedText:
    """Redirect a report about one person to safeguarding, with an opaque reference only.

    What it said is kept apart until a safeguarding lead confirms; here stays what is no longer
    about anybody. Nothing holds this back: a board that has it before it is told by withdrawing.
    """
    report = begin(report, "hand_over", by=by)
    require_sound(handover_faults(report, handover))
    for referral in report.referrals.waiting():
        withdraw(referral, by=by, reason=TAKEN_OUT)
    quarantined = _quarantine(report, by=by, handover=handover)
    redacted = _redact(report, handover)
    end(report, by=by, reason=handover.reason)
    report.feedback = handover.feedback
    changed = (*FREE_TEXTS, "search_text", "shape", "feedback", *END_FIELDS)
    before = move(report, "hand_over", Status.REDIRECTED, *changed)
    notices.tell_reporter(report)
    notices.tell_safeguarding(quarantined)
    after = {
        "close_reason": handover.reason,
        "safeguarding_reference": handover.safeguarding_reference,
        "redacted": redacted,
    }
    queue.put("triggers.forget", {}, key=f"forget:{quarantined.pk}:handed-over")
    record("hand_over", report, by=by, before=before, after=after)
    return quarantined


def handover_faults(report: TriggerReport, handover: Handover) -> dict[str, str]:
    """What a handover lacks, a sentence for each field of the form."""
    pack, found = packs.current(), {}
    reason = pack.items("redirect_reasons").get(handover.reason)
    if reason is None or not reason.individual:
        found["redirect_reason"] = "Choose whom it is about."
    form = pack.safeguarding.reference_form
    if not words.is_of_form(handover.safeguarding_reference, form):
        example = words.example_of(form)
        found["safeguarding_reference"] = (
            f"Enter the reference that {pack.safeguarding.team} gave you, like {example}"
        )
    if not handover.texts.get("what", "").strip():
        found["what"] = "Leave a sentence on what it was about, without the person."
    elif not _changed(report, handover):
        found["what"] = "Take out what tells who the person is."
    if not handover.feedback.strip():
        found["feedback"] = "Write what the reporter is told."
    if report.handovers.waiting().exists():
        found["redirect_reason"] = "An earlier handover of this report waits to be confirmed."
    return found


def _changed(report: TriggerReport, handover: Handover) -> list[str]:
    return [
        name
        for name in FREE_TEXTS
        if handover.texts.get(name, "").strip() != getattr(report, name).strip()
    ]


def _quarantine(report: TriggerReport, *, by: User, handover: Handover) -> QuarantinedText:
    """Everything that was written of it: by the reporter, and by all who worked on it since."""
    own = [(title, getattr(report, name)) for name, title in FREE_TEXTS.items()]
    own.append((ANSWER, report.feedback))
    quarantined = QuarantinedText.objects.create(
        report=report,
        safeguarding_reference=handover.safeguarding_reference,
        text=_as_one(own),
        quarantined_by=by,
    )
    quarantined.text = _as_one([*own, *take_out(report)])
    quarantined.save(update_fields=("text",))
    _empty_draft(report)
    forget_drafts_of(report)
    return quarantined


def _as_one(texts: Iterable[tuple[str, str]]) -> str:
    return "\n\n".join(f"{title}\n{text}" for title, text in texts if text.strip())


def _redact(report: TriggerReport, handover: Handover) -> list[str]:
    """The texts as they stay here; which of them changed. The search must forget them too."""
    changed = _changed(report, handover)
    for name in FREE_TEXTS:
        setattr(report, name, handover.texts.get(name, ""))
    report.search_text = search_text_of(report)
    report.shape = likeness.shape(report.what)
    return changed


def _empty_draft(report: TriggerReport) -> None:
    """Nobody goes on from what they had begun to write about the person."""
    draft = report.assessments.filter(state=Assessment.State.DRAFT).first()
    if draft is not None:
        draft.lines.all().delete()
        draft.what_works = draft.gaps = ""
        draft.save(update_fields=("what_works", "gaps"))


@transaction.atomic
def read_handover(handover: QuarantinedText, *, by: User) -> QuarantinedText:
    """Show a safeguarding lead what was quarantined; each reading is on record."""
    permissions.can_receive_handovers(by).require()
    _record("read_handover", handover, by=by)
    return handover


@transaction.atomic
def confirm_handover(handover: QuarantinedText, *, by: User) -> QuarantinedText:
    """Safeguarding has it: text and files are erased here, and only who and when stays."""
    handover = QuarantinedText.objects.select_for_update().get(pk=handover.pk)
    permissions.can_confirm_handover(by, handover).require()
    handover.text = ""
    handover.confirmed_at, handover.confirmed_by = clock.now(), by
    handover.save(update_fields=("text", "confirmed_at", "confirmed_by"))
    erase_files(handover.report)
    queue.put("triggers.forget", {}, key=f"forget:{handover.pk}:confirmed")
    _record("confirm_handover", handover, by=by)
    return handover


def _record(step: str, handover: QuarantinedText, *, by: User) -> None:
    """The reference is opaque, so it may stand in the trail; the text never does."""
    trail.record(
        f"triggers.{step}",
        handover.report,
        by=by,
        capability=Capability.SAFEGUARDING_RECEIVE,
        after={"safeguarding_reference": handover.safeguarding_reference},
    )
