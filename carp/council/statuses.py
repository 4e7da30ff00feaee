"""How a report is getting on, in the words for whoever made it (policy 8.5, domain 4.2).

They are never the internal names. A pack without words of its own says the ones below.
"""

from dataclasses import dataclass
from typing import Literal

from carp.council.schema import Text

# The closure reason that a reporter gives without choosing it.
WITHDRAWN = "withdrawn-by-reporter"
TagColour = Literal[
    "grey", "green", "teal", "blue", "purple", "magenta", "red", "orange", "yellow", ""
]


@dataclass(frozen=True, slots=True)
class PublicStatus:
    """How a report is getting on in the words for whoever made it, never the internal ones."""

    code: Literal[
        "held",
        "received",
        "under_review",
        "awaiting_information",
        "assessed",
        "outcome_agreed",
        "redirected",
        "closed",
        "withdrawn",
    ]
    words: Text
    meaning: Text
    colour: TagColour = ""


LOOKED_AT = "An officer is looking at what you told us."
PUBLIC_STATUSES = (
    PublicStatus(
        "held",
        "Waiting to be checked",
        "Many reports came from one network, so an officer checks first that yours is genuine. "
        "Ring us if it cannot wait.",
        "orange",
    ),
    PublicStatus(
        "received", "Arrived", "What you told us has arrived and waits for an officer.", "grey"
    ),
    PublicStatus("under_review", "Being looked at", LOOKED_AT, "blue"),
    PublicStatus("awaiting_information", "Being looked at", LOOKED_AT, "blue"),
    PublicStatus("assessed", "Being looked at", LOOKED_AT, "blue"),
    PublicStatus(
        "outcome_agreed",
        "Being acted on",
        "We have agreed what should follow, and it is under way.",
        "purple",
    ),
    PublicStatus(
        "redirected",
        "Passed on",
        "Another service can help better, so we have passed it on.",
        "yellow",
    ),
    PublicStatus("closed", "Finished", "Our work on what you told us is finished.", "green"),
    PublicStatus(
        "withdrawn",
        "Withdrawn",
        "You withdrew what you told us, and our work on it has ended.",
        "grey",
    ),
)
