"""A stored pack is what records point to: nothing of it changes but whether it is in force."""

from django.db import migrations

from carp.audit.guards import frozen_columns


class Migration(migrations.Migration):
    dependencies = [("council", "0001_initial")]

    operations = [
        frozen_columns("council_councilpack", "slug", "content_hash", "content", "loaded_at"),
    ]
