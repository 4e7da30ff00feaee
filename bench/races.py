"""The two races of a database: for its money, and for its audit chain. `python -m bench.races`"""

import os

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    django.setup()

from django.conf import settings

from bench import chain, ledger
from bench.findings import tell
from carp.council import packs


def main() -> None:
    packs.load(settings.COUNCIL_PACK)
    tell([*ledger.findings(), *chain.findings()])


if __name__ == "__main__":
    main()
