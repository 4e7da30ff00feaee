"""The chain's head row, and the guards that make the trail append-only."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from carp.audit.guards import append_only
from carp.audit.trail import GENESIS


def lay_head(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("audit", "ChainHead").objects.get_or_create(
        pk=1, defaults={"sequence": 0, "hash": GENESIS}
    )


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunPython(lay_head, migrations.RunPython.noop),
        append_only("audit_auditevent", key="sequence"),
    ]
