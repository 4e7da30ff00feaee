"""What a report says of the communities on the register."""

from collections import Counter
from collections.abc import Iterable

from carp.documents.report import (
    Block,
    Chart,
    Column,
    Fact,
    FactList,
    Kind,
    Look,
    Matrix,
    Paragraphs,
    Section,
    Series,
    Table,
)
from register.models import Community
from reporting.documents.figures import Figures
from reporting.documents.privacy import suppressed
from reporting.documents.words import bars, capped, number_of, sentence, were
from reporting.selectors.communities import Rating, Standing, places_of

MOST_STORIES = 40
NOT_ASSESSED = "Not assessed"
MOVEMENTS = ("New", "Higher", "Same", "Lower", "First assessed", NOT_ASSESSED)


def by_status(figures: Figures) -> Table:
    columns = (
        Column("Status"),
        Column("At the start", Kind.NUMBER),
        Column("At the end", Kind.NUMBER),
    )
    rows = [*figures.communities.by_status()]
    before, now = (sum(column) for column in list(zip(*rows, strict=True))[1:])
    total = ("On the register", before, now)
    return Table("Communities by status", columns, (*rows, total), total=True)


def by_band(figures: Figures) -> Chart:
    """How many stand in each band at the start and at the end."""
    on_register = figures.communities.on_register
    words = [band.word for band in figures.pack.matrix().bands]
    now = Counter(_word(each.now) for each in on_register)
    before = Counter(_word(each.before) for each in on_register if not each.is_new)
    labels = [*words, *sorted((now.keys() | before.keys()) - {*words, NOT_ASSESSED}), NOT_ASSESSED]
    return Chart(
        "bar",
        "Communities by level of risk",
        "Level of risk",
        tuple(labels),
        (
            Series("At the start", tuple(before[word] for word in labels)),
            Series("At the end", tuple(now[word] for word in labels)),
        ),
        note="By the newest completed assessment of a report about the community.",
    )


def movement(figures: Figures) -> Paragraphs:
    """Up, down and unchanged, in words."""
    moved = figures.communities.movements()
    said = [f"{moved[word]:,} {word.lower()}" for word in MOVEMENTS if moved[word]]
    if not said:
        return Paragraphs(("No community is on the register.",))
    return Paragraphs((f"Movement of the communities on the register: {', '.join(said)}.",))


def on_matrix(figures: Figures) -> Matrix:
    """Where the communities stand on the matrix that new assessments use."""
    grid = figures.pack.matrix()
    levels = range(1, grid.size + 1)
    placed = Counter(
        (each.now.likelihood, each.now.impact)
        for each in figures.communities.on_register
        if each.now
    )
    return Matrix(
        "Communities on the risk matrix",
        "Likelihood",
        tuple(level.word for level in grid.likelihood),
        "Impact",
        tuple(level.word for level in grid.impact),
        tuple(band.word for band in grid.bands),
        tuple(
            tuple(grid.bands.index(grid.band_for(grid.score(up, across))) for across in levels)
            for up in levels
        ),
        tuple(tuple(placed[up, across] for across in levels) for up in levels),
        looks=tuple(Look(band.colour, band.text, band.pattern) for band in grid.bands),
        description="The highest risk of each community that has been assessed, at the end.",
    )


def listed(figures: Figures) -> Table:
    """The communities, the highest risk first."""
    standings = sorted(figures.communities.on_register, key=_gravest_first)
    rows, note = capped([_row(figures, each) for each in standings])
    columns = (
        Column("Community"),
        Column("Status"),
        Column("At the start"),
        Column("At the end"),
        Column("Movement"),
    )
    empty = "No community is on the register."
    return Table("Communities on the register", columns, rows, note=note, empty=empty)


def _row(figures: Figures, each: Standing) -> tuple[str, ...]:
    before = "Not on the register" if each.is_new else rating(each.before)
    return (
        figures.name_of(each.community),
        Community.Status(each.status).label,
        before,
        rating(each.now),
        each.movement,
    )


def _gravest_first(each: Standing) -> tuple[int, str]:
    return -(each.now.score if each.now else 0), each.community.reference


def rating(of: Rating | None) -> str:
    """ "High (12)"."""
    return f"{of.word} ({of.score})" if of else NOT_ASSESSED


def _word(of: Rating | None) -> str:
    return of.word if of else NOT_ASSESSED


def stories(figures: Figures) -> tuple[Section, ...]:
    """Each community in a few facts, without anything that only those who work on it may read."""
    standings = sorted(figures.communities.standings, key=_gravest_first)
    told = standings[:MOST_STORIES]
    places = places_of([each.community for each in told])
    return tuple(_story(figures, each, places[each.community.pk]) for each in told)


def _story(figures: Figures, each: Standing, place: str) -> Section:
    community = each.community
    plans = [held for held in figures.plans.plans if held.plan.community_id == community.pk]
    money = [grant for grant in figures.fund.grants if grant.community == community.pk]
    facts = [
        Fact("Reference", community.reference),
        Fact("Kind", community.get_kind_display()),
        Fact("Where", place or "Not tied to a place"),
        Fact("Status", _from_to(_status(each.status_before), _status(each.status))),
        Fact("Level of risk", _from_to(rating(each.before), rating(each.now))),
        Fact(
            "Plan",
            ", ".join(f"{held.plan.reference}: {held.state.lower()}" for held in plans) or "None",
        ),
        Fact("Allocated from the fund", sum(grant.amount for grant in money), Kind.POUNDS),
    ]
    return Section(figures.name_of(community), (FactList(tuple(facts)),))


def _status(code: str) -> str:
    return Community.Status(code).label if code else "Not on the register"


def _from_to(before: str, now: str) -> str:
    return (
        f"{now}, as at the start"
        if before == now
        else f"{before} at the start, {now.lower()} at the end"
    )


def register_movement(figures: Figures) -> list[Block]:
    """How the register grew and shrank, in a sentence and a table."""
    held = figures.communities
    words = ", ".join(
        (
            f"{number_of(held.entered, 'community', 'communities')} entered",
            f"{were(held.identified)} identified as at risk",
            f"{were(held.closed)} closed",
        )
    )
    return [Paragraphs((f"{sentence(words)}.",)), by_status(figures), movement(figures)]


def without_plan(figures: Figures) -> Iterable[Standing]:
    """Identified communities whose plan was due and is not in force (policy 1.4, 7.1)."""
    served = figures.plans.communities_in_force()
    for each in figures.communities.on_register:
        due = each.community.plan_due_on
        wanted = each.status in (Community.Status.IDENTIFIED, Community.Status.ACTIVE)
        if wanted and each.community.pk not in served and due and due < figures.period.ends_on:
            yield each


def by_category(figures: Figures) -> Block:
    """Who the communities are, small numbers kept back."""
    counted = [
        (figures.pack.label("categories", code), number)
        for code, number in figures.communities.categories
    ]
    below = figures.template.small_numbers_below
    shown = suppressed([number for _, number in counted], below=below, adds_up=False) or []
    return bars(
        "What people in the communities share",
        "Group",
        zip((name for name, _ in counted), shown, strict=True),
        note="A community can share more than one thing.",
    )
