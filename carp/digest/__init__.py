"""One mail a day with what waits for a person: counts and links, no content and no place.

Each app says what waits in its own module ``waiting``; this package knows none of them.
"""
