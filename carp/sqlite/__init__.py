"""SQLite as this portal uses it: see ``base``."""
