"""``manage.py install``: lay what every installation starts from."""

from typing import Any

from django.core.management.base import BaseCommand

from carp.demo import installation


class Command(BaseCommand):
    """Put the council pack in force and import the areas, where they are missing."""

    help = "Load the council pack and the areas, where they are missing."

    def handle(self, *args: Any, **options: Any) -> None:
        installation.lay_base()
