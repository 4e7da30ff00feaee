"""Why a file is not taken: each is a sentence for the person who sent it."""


class NotTaken(Exception):
    """The file is not kept; the message says why and what to do."""


class Unfit(NotTaken):
    """The file itself is the matter: another kind, too large, damaged, or harmful."""


class NotScanned(NotTaken):
    """The scanner did not vouch for the file; nothing unscanned is let through."""


class NoRoom(NotTaken):
    """The disk did not take the file."""
