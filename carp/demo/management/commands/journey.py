"""``manage.py journey --out DIR``: play the main journey in a database of its own."""

import shutil
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test.utils import override_settings

from carp.accounts.verdicts import Refused
from carp.audit import trail
from carp.demo import installation, journey, people
from carp.demo.narrator import Narrator, NotAsItShouldBe
from carp.web.keys import require_secret_key
from reporting import selectors
from reporting.models import ReportRun


class Command(BaseCommand):
    """Prints each step; exit 0 only if every step and every refusal came out as it should."""

    help = "Play the main journey in a database of its own and leave the quarter's report in DIR."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", required=True, type=Path, help="Where the report is left.")

    def handle(self, *args: Any, out: Path, **options: Any) -> None:
        require_secret_key()
        out.mkdir(parents=True, exist_ok=True)
        with own_database():
            installation.lay_base()
            tell = Narrator(say=self.stdout.write, people=people.settle())
            try:
                played = journey.play(tell)
            except (NotAsItShouldBe, Refused) as fault:
                raise CommandError(f"The journey went wrong: {fault}") from fault
            self.leave(played.quarterly, out)
            self.prove()
        self.stdout.write(
            f"{len(tell.lines)} steps, {tell.refusals} of them refusals, as they should be."
        )

    def leave(self, run: ReportRun, out: Path) -> None:
        """Copy the run's files, and show that its snapshot makes the same PDF again."""
        for file in run.files.all():
            target = (
                out / f"{run.kind}-{run.period.replace('/', '-').replace(' ', '-')}.{file.format}"
            )
            shutil.copyfile(selectors.path_of(file), target)
            self.stdout.write(f"{target}  {file.size} bytes  sha256 {file.sha256}")
        self.stdout.write(f"Snapshot sha256 {run.snapshot_hash}")

    def prove(self) -> None:
        broken = trail.first_broken_row()
        if broken is not None:
            raise CommandError(f"Row {broken[0]} of the audit trail is broken: {broken[1]}.")


@contextmanager
def own_database() -> Iterator[None]:
    """An empty, migrated database and files folder that are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="carp-journey-") as folder:
        name = connection.settings_dict["NAME"]
        own = f"{folder}/journey.sqlite3" if connection.vendor == "sqlite" else f"{name}_journey"
        connection.settings_dict["TEST"]["NAME"] = own
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            with override_settings(MEDIA_ROOT=Path(folder) / "files"):
                yield
        finally:
            connection.creation.destroy_test_db(str(name), verbosity=0)
