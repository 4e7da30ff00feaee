import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from carp.council import packs
from carp.council.pack import Pack
from carp.council.source import Fault
from carp.council.validator import PackFaults, faults_of, read_pack


class Command(BaseCommand):
    """Everything that has to do with the council pack, at the command line."""

    help = "Check a council pack, put one in force, or show the one in force."

    def add_arguments(self, parser: CommandParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        check = steps.add_parser("check", help="Explain every fault of a pack with its place.")
        check.add_argument("where", type=Path, metavar="FOLDER_OR_FILE")
        load = steps.add_parser("load", help="Check a pack, store it and put it in force.")
        load.add_argument("where", type=Path, metavar="FOLDER_OR_FILE")
        load.add_argument("--reason", default="", help="Why; kept in the audit trail.")
        steps.add_parser("show", help="Show the pack in force.")

    def handle(self, *args: Any, step: str, **options: Any) -> None:
        steps = {"check": self.check_pack, "load": self.load_pack, "show": self.show_pack}
        steps[step](argparse.Namespace(**options))

    def check_pack(self, options: argparse.Namespace) -> None:
        self._refuse(faults_of(options.where))
        if options.where.is_dir():
            self._describe(read_pack(options.where))
        self.stdout.write(f"{options.where}: no faults.")

    def load_pack(self, options: argparse.Namespace) -> None:
        try:
            version = packs.load(options.where, reason=options.reason)
        except PackFaults as found:
            self._refuse(found.faults)
        else:
            self.stdout.write(f"In force: {version}.")

    def show_pack(self, options: argparse.Namespace) -> None:
        try:
            version = packs.current_version()
        except packs.NoPackInForce as nothing:
            raise CommandError(str(nothing)) from nothing
        self.stdout.write(f"{version}, loaded {version.loaded_at:%Y-%m-%d %H:%M} UTC")
        self._describe(packs.current())

    def _refuse(self, faults: list[Fault]) -> None:
        for fault in faults:
            self.stderr.write(str(fault))
        if faults:
            raise CommandError("1 fault." if len(faults) == 1 else f"{len(faults)} faults.")

    def _describe(self, pack: Pack) -> None:
        matrix = pack.matrix()
        bands = ", ".join(f"{band.word} {band.scores}" for band in matrix.bands)
        self.stdout.write(f"{pack.identity.name} ({pack.slug})")
        self.stdout.write(f"  Policy: {pack.identity.policy_name} {pack.policy_version.version}")
        self.stdout.write(f"  Groups: {', '.join(group.name for group in pack.groups)}")
        self.stdout.write(f"  {matrix.name}: {bands}")
        for plan_type in pack.plan_types:
            approvers = ", ".join(pack.label("groups", code) for code in plan_type.approving_groups)
            money = "" if plan_type.asks_for_money else "; asks for no money"
            themes = f"; {len(plan_type.themes)} themes" if plan_type.themes else ""
            self.stdout.write(f"  {plan_type.name}: approved by {approvers}{money}{themes}")
