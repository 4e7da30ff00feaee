"""Addresses that open one thing without signing in.

Each is worked out from the key of a row and the portal's secret, so that no copy of the database
gives it away.
"""

from dataclasses import dataclass
from typing import TypeVar

from django.conf import settings
from django.core import signing
from django.db.models import Model, QuerySet
from django.urls import reverse

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class SignedAddresses:
    """The addresses of one page, by its URL name.

    What was signed with one ``salt`` opens nothing under another; with another salt no address
    that was ever given out would open anything.
    """

    name: str
    salt: str

    def of(self, row: Model) -> str:
        """The whole address, to be sent to somebody."""
        return f"{settings.PORTAL_ADDRESS.rstrip('/')}{self.path_of(row)}"

    def path_of(self, row: Model) -> str:
        return reverse(self.name, args=(self.secret_of(row),))

    def secret_of(self, row: Model) -> str:
        return self._signer.sign(str(row.pk))

    def find(self, secret: str, rows: QuerySet[Row]) -> Row | None:
        """That of the rows whose secret this is; none where somebody made it up."""
        try:
            key = self._signer.unsign(secret)
        except signing.BadSignature:
            return None
        return rows.filter(pk=key).first()

    @property
    def _signer(self) -> signing.Signer:
        return signing.Signer(sep=".", salt=self.salt)
