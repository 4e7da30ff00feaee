"""Decisions and who took part in them are never changed; a correction is a later decision."""

from django.db import migrations

from carp.audit.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("governance", "0001_initial")]

    operations = [
        append_only("governance_decision"),
        append_only("governance_attendance"),
    ]
