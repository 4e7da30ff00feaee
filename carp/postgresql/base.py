"""Django's PostgreSQL, which looks at its line instead of asking a question over it.

Django asks ``SELECT 1`` before the first question of each request, to be sure that the connection
of an earlier one still holds. A server that restarts or ends a session says so and closes the
line; nothing else comes over a line on which nothing was asked. A machine that lost its power says
nothing: then the kernel finds out within a minute (the keepalives of the settings) and closes the
line, and who asked before that is told that the portal is not available just now.
"""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose health is seen without the server, as long as it has said nothing."""

    def is_usable(self) -> bool:
        if self.connection is None or self.connection.closed:
            return False
        line = select.poll()  # select() itself knows only the first thousand open files
        line.register(self.connection.fileno(), select.POLLIN)
        return not line.poll(0) or bool(super().is_usable())
