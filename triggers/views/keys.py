"""The secret of one form."""

import secrets


def new_key() -> str:
    """By it, what the form sends is kept once however often it arrives."""
    return secrets.token_urlsafe(32)
