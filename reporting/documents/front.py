"""The front of a report in the council's template, up to its numbered sections."""

from datetime import date, datetime
from typing import Any

from carp.council.calendar import latest_publication_date
from carp.council.shapes import Declaration, Implication
from carp.documents.report import (
    Block,
    BulletList,
    Fact,
    FactList,
    Item,
    Paragraphs,
    Report,
    Section,
)
from carp.web.formats import day
from reporting.documents.figures import Figures


def head(figures: Figures, *, at: datetime, sections: tuple[Section, ...]) -> Report:
    """The report round its sections, dressed as the council's."""
    run, period, identity = figures.run, figures.period, figures.pack.identity
    return Report(
        reference=run.reference,
        version=run.version,
        title=figures.template.name,
        subtitle=f"{period.name}, {period.in_words}",
        council=identity.name,
        created=at,
        colour=identity.brand.colour,
        on_colour=identity.brand.text,
        standing=standing(figures),
        facts=tuple(_header(figures)),
        numbered=True,
        sections=(*_front(figures), *sections),
    )


def standing(figures: Figures) -> str:
    """What a reader must know first: that the period is not over."""
    if figures.period.whole:
        return ""
    return f"So far only: the period is not over. Figures up to {day(figures.period.ends_on)}."


def _header(figures: Figures) -> list[Fact]:
    values = _header_values(figures)
    facts = [
        Fact(term.label, values[term.code])
        for term in figures.template.header
        if values.get(term.code)
    ]
    return [*facts, *_publication(figures)]


def _header_values(figures: Figures) -> dict[str, str]:
    typed, template = figures.typed, figures.template
    groups = ", ".join(figures.pack.item("groups", code).name for code in template.groups)
    meeting = _day_typed(typed.get("meeting_on"))
    return {
        "reference": typed.get("committee_reference", ""),
        "committee": groups,
        "groups": groups,
        "date": day(meeting) if meeting else "",
        "period": figures.period.in_words,
        "report-title": f"{template.name} {figures.period.label}",
        "report-by": typed.get("report_by", "") or figures.pack.identity.responsible_service,
        "contact-officer": typed.get("contact_officer", "") or figures.pack.identity.email,
        "purpose": template.purpose,
    }


def _publication(figures: Figures) -> list[Fact]:
    """Papers for a public meeting are open clear days before it (LGA 1972 s100B)."""
    meeting = _day_typed(figures.typed.get("meeting_on"))
    if meeting is None:
        return []
    clear = figures.pack.service_levels.publication_clear_days
    latest = latest_publication_date(meeting, clear_days=clear)
    return [Fact("Latest publication date", day(latest), note=f"{clear} clear days before")]


def _day_typed(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None


def _front(figures: Figures) -> list[Section]:
    """What stands before the numbered sections, each only where the template asks for it."""
    template, parts = figures.template, []
    if template.recommendations:
        wanted = tuple(Item(text) for text in template.recommendations)
        parts.append(_plain("Recommendations", BulletList(wanted, ordered=len(wanted) > 1)))
    if template.implications:
        lines = tuple(_implication(figures, each) for each in template.implications)
        parts.append(_plain("Implications", FactList(lines)))
    if template.background_papers:
        parts.append(_plain("Background papers", *_papers(figures)))
    for key, declared in (("call_in", template.call_in), ("key_decision", template.key_decision)):
        if declared is not None:
            parts.append(_plain(declared.title, _declaration(declared, figures.typed.get(key))))
    return parts


def _plain(heading: str, *blocks: Block) -> Section:
    return Section(heading, blocks, plain=True)


def _implication(figures: Figures, line: Implication) -> Fact:
    """An empty line says "none" in so many words."""
    typed = figures.typed.get("implications", {}).get(line.code, "").strip()
    reference = figures.typed.get("financial_reference", "") if line.needs_reference else ""
    return Fact(line.label, typed or line.none_text, note=reference)


def _papers(figures: Figures) -> list[Block]:
    typed = figures.typed.get("background_papers", [])
    papers = tuple(Item(title, url) for title, url in typed)
    if not papers:
        return [Paragraphs(("No background papers were used.",))]
    return [BulletList(papers)]


def _declaration(declared: Declaration, answer: Any) -> FactList:
    return FactList((Fact(declared.question, "Yes" if answer else "No", note=declared.hint),))
