"""``manage.py demo``: load the demonstration, list its people, or remove it."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from carp.demo import installation
from carp.demo.people import PEOPLE
from carp.web.keys import require_secret_key
from carp.web.management.commands.serve import only_one


class Command(BaseCommand):
    """The demonstration is data like any other: removing it leaves an empty database."""

    help = "Load the demonstration, list its people, or remove it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", choices=["load", "people", "remove"])
        parser.add_argument("--if-empty", action="store_true", help="Only into an empty database.")
        parser.add_argument("--yes", action="store_true", help="Remove without asking.")

    def handle(self, *args: Any, act: str, **options: Any) -> None:
        {"load": self.load, "people": self.people, "remove": self.remove}[act](options)

    def load(self, options: dict[str, Any]) -> None:
        require_secret_key()
        if not installation.is_empty():
            if options["if_empty"]:
                return
            raise CommandError("The database has accounts already: nothing was loaded.")
        self.stdout.write("Loading the demonstration (half a minute)")
        installation.lay_base()
        say = self.stdout.write if options["verbosity"] > 1 else _keep_quiet
        installation.load_demonstration(say)

    def people(self, _options: dict[str, Any]) -> None:
        for person in PEOPLE:
            if person.shown:
                self.stdout.write(f"  {person.name:<22} {person.role.label}")

    def remove(self, options: dict[str, Any]) -> None:
        if settings.SERVICE_MODE:
            raise CommandError(
                "The service keeps its data in PostgreSQL: create an empty database, point "
                "DATABASE_URL to it and leave CARP_DEMONSTRATION unset."
            )
        question = f"Remove everything in {settings.CARP_DATA}, the demonstration and all else? "
        if not options["yes"] and _answer(question + "Type yes: ") != "yes":
            raise CommandError("Nothing was removed.")
        with only_one(settings.CARP_DATA):
            connection.close()
            installation.forget_demonstration(settings.CARP_DATA)
            call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
            installation.lay_base()
        self.stdout.write(
            "The demonstration is gone and the portal is empty.\n"
            "Open the first administrator's account: .venv/bin/python manage.py createsuperuser"
        )


def _answer(question: str) -> str:
    """What somebody types; nothing where nobody can type."""
    try:
        return input(question)
    except EOFError:
        return ""


def _keep_quiet(_line: str) -> None:
    """The journey tells its steps only when asked to."""
