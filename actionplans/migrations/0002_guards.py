"""What boards approve, and what they answered, is never changed."""

from django.db import migrations

from carp.audit.guards import append_only, frozen_columns


class Migration(migrations.Migration):
    dependencies = [("actionplans", "0001_initial")]

    operations = [
        append_only("actionplans_approval"),
        append_only("actionplans_versionneed"),
        frozen_columns(
            "actionplans_planversion",
            "plan_id",
            "number",
            "content",
            "content_hash",
            "approving_groups",
            "submitted_at",
            "submitted_by_id",
        ),
    ]
