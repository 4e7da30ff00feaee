"""A run's snapshot, once frozen, is never changed, and no run is deleted."""

from django.db import migrations

from carp.audit.guards import append_only, frozen_columns


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_initial")]

    operations = [
        frozen_columns(
            "reporting_reportrun",
            "kind",
            "period",
            "version",
            "snapshot",
            "snapshot_hash",
            "snapshot_at",
            once_set="snapshot",
        ),
        append_only("reporting_reportfile"),
    ]
