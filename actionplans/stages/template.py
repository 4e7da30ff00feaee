"""What a newer template asks otherwise than the one that a plan was begun with."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from carp.council.shapes import Question, Stage


@dataclass(frozen=True)
class StageChange:
    """One stage: its name before and after, and the questions that come, go or change."""

    number: int
    before: str
    after: str
    new: tuple[Question, ...]
    gone: tuple[Question, ...]
    renamed: tuple[tuple[Question, Question], ...]
    now_required: tuple[Question, ...]

    @property
    def is_renamed(self) -> bool:
        return self.before != self.after


def stage_changes(old: Sequence[Stage], new: Sequence[Stage]) -> Iterator[StageChange]:
    """Stage by stage, without those that ask the same. A question is known by its code."""
    for number, (before, after) in enumerate(zip(old, new, strict=True), 1):
        asked = {question.code: question for question in before.questions}
        asks = {question.code: question for question in after.questions}
        both = [(asked[code], asks[code]) for code in asks if code in asked]
        change = StageChange(
            number,
            before.name,
            after.name,
            new=tuple(asks[code] for code in asks if code not in asked),
            gone=tuple(asked[code] for code in asked if code not in asks),
            renamed=tuple(pair for pair in both if pair[0].label != pair[1].label),
            now_required=tuple(now for then, now in both if now.required and not then.required),
        )
        if any((change.new, change.gone, change.renamed, change.now_required, change.is_renamed)):
            yield change


def keeps_its_places(old: Sequence[Stage], new: Sequence[Stage]) -> bool:
    """Whether no stage stands at another place: the answers of a plan stay at theirs."""
    places = {stage.code: place for place, stage in enumerate(new)}
    return all(places.get(stage.code, place) == place for place, stage in enumerate(old))
