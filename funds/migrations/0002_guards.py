"""Payments and ledger entries are never changed."""

from django.db import migrations

from carp.audit.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("funds", "0001_initial")]

    operations = [
        append_only("funds_payment"),
        append_only("funds_ledgerentry"),
    ]
