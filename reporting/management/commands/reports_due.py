"""``manage.py reports_due``: ask for the reports that are missing, without any schedule running."""

from typing import Any

from django.core.management.base import BaseCommand

from reporting import workflow
from reporting.models import ReportRun


class Command(BaseCommand):
    """The same tick as the schedule's, by hand or from cron."""

    help = "Ask for the reports of periods that are over and have none."

    def handle(self, *args: Any, **options: Any) -> None:
        asked = [run for kind in ReportRun.Kind.values if (run := workflow.request_due(kind))]
        for run in asked:
            self.stdout.write(f"{run.reference}: {run}")
        handed_over = workflow.hand_over_lost()
        if handed_over:
            self.stdout.write(f"{handed_over} handed over again")
        if not asked and not handed_over:
            self.stdout.write("Nothing is due.")
