"""Reports are found through an index of their words, and compared by their shapes (ADR 16)."""

from django.db import migrations, models

from carp.web.search import indexable, searchable
from triggers import likeness
from triggers.models import REPORT_INDEX

BATCH = 2000


def _refold(apps, fold):
    reports = apps.get_model("triggers", "TriggerReport").objects.select_related("area")
    batch = []
    for report in reports.order_by("pk").iterator(chunk_size=BATCH):
        ward = report.area.name if report.area else ""
        report.search_text = fold(report.reference, report.where, report.what, ward)
        report.shape = likeness.shape(report.what)
        batch.append(report)
        if len(batch) == BATCH:
            reports.bulk_update(batch, ["search_text", "shape"])
            batch.clear()
    reports.bulk_update(batch, ["search_text", "shape"])


def only_words(apps, _editor):
    _refold(apps, indexable)


def with_signs(apps, _editor):
    _refold(apps, lambda *texts: searchable(" ".join(texts)))


class Migration(migrations.Migration):
    dependencies = [("triggers", "0007_targets_watch_and_protection")]

    operations = [
        migrations.AddField(
            "triggerreport",
            "shape",
            models.CharField(
                blank=True, editable=False, help_text="What it says, as a sketch.", max_length=128
            ),
        ),
        migrations.RunPython(only_words, with_signs),
        REPORT_INDEX.operation(),
    ]
