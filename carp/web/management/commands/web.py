"""``manage.py web``: the web server by itself, where worker and schedule are started apart."""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from carp.web import server
from carp.web.keys import require_secret_key


class Command(BaseCommand):
    """Become the web server: signals reach it as if it had been started by its own name."""

    help = "Start the web server alone; worker and schedule are processes of their own."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=os.environ.get("PORT", "8000"))
        parser.add_argument("--workers", type=int, default=2)

    def handle(self, *args: Any, host: str, port: int, workers: int, **options: Any) -> None:
        require_secret_key()
        command = server.command(host=host, port=port, workers=workers)
        os.execv(command[0], command)  # noqa: S606 - our own program, without a shell
