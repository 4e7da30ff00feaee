"""Made-up words of a district: reports that read like reports and name nobody.

There are few phrases, and so any two reports share many: they are harder to tell apart than those
that people write.
"""

from random import Random

from carp.web.search import indexable
from triggers import likeness

WHO = (
    "Older people", "Young families", "Several tenants", "The allotment holders", "Carers",
    "People new to the village", "Night-shift workers", "Pupils of the primary school",
    "Volunteers at the hall", "Residents without a car", "Two shopkeepers", "The youth group",
)  # fmt: skip
WHERE = (
    "behind the parade", "at the bus stop", "on the north estate", "by the old railway",
    "round the green", "near the surgery", "in the terraces", "along the drain", "at the foodbank",
    "by the playing field", "in the flats", "on the lane to the mill", "outside the chapel",
)  # fmt: skip
WHAT = (
    "say that rubbish has lain for weeks", "no longer go out after dark", "cannot heat their homes",
    "wait an hour for a bus that may not come", "have lost the only shop within walking distance",
    "see drugs sold in daylight", "share one tap since the burst pipe", "miss school more often",
    "were turned away by three services", "hear quarrels every night", "fear for the hall",
    "put out fires in the alley twice this month", "have damp on every outside wall",
)  # fmt: skip
ADDED = (
    "and it has grown since the summer.", "though a neighbour helps where she can.",
    "and nobody has answered their letters.", "which the parish council has minuted.",
    "as the school has told us as well.", "and the children talk about it.",
    "while the landlord says that it is not his.", "so that some speak of moving away.",
)  # fmt: skip
STREETS = (
    "Mill Road", "Church Lane", "Bridge Street", "Chapel Row", "Station Road", "High Street",
    "North Street", "Orchard Close", "School Lane", "Meadow Drive", "The Green", "Ferry Road",
    "Manor Court", "Vicarage Lane", "Canal Street", "Queen Street", "Willow Walk", "Market Street",
    "Priory Close", "Windmill Lane", "Beck Side", "Poplar Grove", "Southgate Terrace", "Drove Road",
)  # fmt: skip
HOW_MANY = 3000


class Sentences:
    """A stock of sentences, each with its words for the index and its shape."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.stock = [self._sentence() for _ in range(HOW_MANY)]
        bins = {value for _text, _folded, shape in self.stock for value in shape}
        self.letters = {value: likeness.drawn([value]) for value in bins}

    def _sentence(self) -> tuple[str, str, likeness.Bins]:
        text = " ".join(self.random.choice(words) for words in (WHO, WHERE, WHAT, ADDED))
        return text, indexable(text), likeness.bins(text)

    def text(self) -> tuple[str, str, str]:
        """Eighty to two hundred words, the same for the index, and their shape."""
        chosen = self.random.choices(self.stock, k=self.random.randrange(5, 12))
        texts, folded, shapes = zip(*chosen, strict=True)
        shape = "".join(map(self.letters.__getitem__, map(min, *shapes)))
        return " ".join(texts), " ".join(folded), shape
