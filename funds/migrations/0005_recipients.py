"""Which organisation gets a grant.

SQLite makes the table anew: the guards of 0003 are taken off before, and laid again after.
"""

from importlib import import_module

from django.db import migrations, models

from carp.audit.guards import frozen_columns
from carp.migrating import RunStatements

in_force = import_module("funds.migrations.0003_in_force")
before = frozen_columns("funds_allocation", *in_force.FROZEN)
after = frozen_columns("funds_allocation", *in_force.FROZEN, "recipient")


class Migration(migrations.Migration):
    dependencies = [("funds", "0004_release_the_rest")]

    operations = [
        RunStatements(before.reverse_code, before.code),
        RunStatements(in_force.unguard, in_force.guard),
        migrations.AddField(
            model_name="allocation",
            name="recipient",
            field=models.CharField(
                blank=True,
                default="",
                help_text="The organisation that gets a grant.",
                max_length=160,
            ),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="allocation",
            index=models.Index(
                condition=models.Q(("recipient", ""), _negated=True),
                fields=["recipient"],
                name="funds_by_recipient",
            ),
        ),
        RunStatements(in_force.guard, in_force.unguard),
        after,
    ]
