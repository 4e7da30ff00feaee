"""Referrals that are on an agenda already become its items."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

LABEL = "triggers.referral"


def list_them(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    referral, item = apps.get_model("triggers", "Referral"), apps.get_model("governance", "AgendaItem")
    placed = referral.objects.filter(meeting__isnull=False).exclude(state="withdrawn")
    positions: dict[int, int] = {}
    for each in placed.select_related("report").order_by("meeting_id", "raised_at", "pk"):
        positions[each.meeting_id] = positions.get(each.meeting_id, 0) + 1
        item.objects.create(
            meeting_id=each.meeting_id,
            position=positions[each.meeting_id],
            subject_type=LABEL,
            subject_id=each.pk,
            title=each.report.reference,
            placed_by_id=each.raised_by_id,
        )


def unlist(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("governance", "AgendaItem").objects.filter(subject_type=LABEL).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("triggers", "0012_handover_reaches_further"),
        ("governance", "0003_meetings"),
    ]

    operations = [migrations.RunPython(list_them, unlist)]
