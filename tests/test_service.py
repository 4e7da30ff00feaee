"""The service by hand: web server, worker and schedule of their own over PostgreSQL and Redis."""

import contextlib
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.conf import settings

from carp.web.processes import Family
from tests import processes, servers

pytestmark = pytest.mark.once

OWED = """
from django.db import transaction
from carp.outbox import mail
from carp.accounts.models import RoleGrant, User
from reporting import workflow
user = User.objects.create_user("editor@council.example", name="Editor")
RoleGrant.objects.create(user=user, role="report_editor")
with transaction.atomic():
    mail.send_later(to="somebody@council.example", subject="Hello", body="", key="service")
print(workflow.request("quarterly", by=user, period="2024/25 Q2").reference)
"""
STANDS = """
from carp.outbox.models import DeliveredMail
from reporting.models import ReportRun
run = ReportRun.objects.get(kind="quarterly", period="2024/25 Q2")
print(run.state, run.attempts, DeliveredMail.objects.count())
"""


@dataclass
class Service:
    """What its processes share: the environment, and the address behind the council's proxy."""

    environment: dict[str, str]
    address: str

    def manage(self, *arguments: str, **more: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command,
            check=False,
            capture_output=True,
            text=True,
            cwd=settings.BASE_DIR,
            env=self.environment | more,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def answers(self, path: str, **headers: str) -> int:
        """The status that the proxy would hand on; 0 while nobody listens."""
        request = urllib.request.Request(self.address + path, headers=headers)  # noqa: S310 - ours
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - ours
                return answer.status
        except urllib.error.HTTPError as error:
            with error:
                return error.code
        except OSError:
            return 0


@pytest.fixture
def service(tmp_path, postgres_url, redis_url) -> Iterator[Service]:
    port = servers.free_port()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "carp.settings",
        "DATABASE_URL": postgres_url,
        "REDIS_URL": redis_url,
        "SECRET_KEY": "a key of fifty characters that only this test ever uses",
        "ALLOWED_HOSTS": "portal.council.example,127.0.0.1",
        "CARP_DATA": str(tmp_path),
        "CARP_HTTPS": "1",
        "CARP_PROXY_DEPTH": "1",
        "CARP_DEMONSTRATION": "0",
        "CARP_MAIL_TO_OUTBOX": "1",
    }
    service = Service(environment, f"http://127.0.0.1:{port}")
    service.manage("check", "--deploy", "--fail-level", "ERROR", CARP_MAIL_TO_OUTBOX="0")
    service.manage("migrate", "--verbosity", "0")
    service.manage("install", "--verbosity", "0")
    python = [sys.executable]
    with contextlib.ExitStack() as stack:
        family = stack.enter_context(Family())
        for program in (
            ["manage.py", "web", "--port", str(port)],
            ["-m", "celery", "--app", "carp", "--quiet", "worker", "--concurrency", "1"],
            ["-m", "celery", "--app", "carp", "--quiet", "beat"],
        ):
            family.start([*python, *program], cwd=settings.BASE_DIR, environment=environment)
        yield service


@pytest.mark.slow
def test_separate_processes_make_the_service(service):
    processes.until(lambda: service.answers("/readyz") == 200)
    behind_proxy = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
    assert service.answers("/", **behind_proxy) == 200
    assert service.answers("/report/", **behind_proxy) == 200

    assert service.manage("shell", "-v", "0", "-c", OWED).startswith("RUN-")

    processes.until(lambda: service.manage("shell", "-v", "0", "-c", STANDS).strip() == "ready 1 1")
