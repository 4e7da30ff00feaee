"""The rest of a partly paid allocation goes back to its pot.

SQLite makes the table anew: the guards of 0003 are taken off before, and laid again after.
"""

from importlib import import_module

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

from carp.audit.guards import frozen_columns
from carp.migrating import RunStatements, together

in_force = import_module("funds.migrations.0003_in_force")
frozen = frozen_columns("funds_allocation", *in_force.FROZEN)


class Migration(migrations.Migration):

    dependencies = [
        ('actionplans', '0002_guards'),
        ('funds', '0003_in_force'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        RunStatements(frozen.reverse_code, frozen.code),
        RunStatements(in_force.unguard, in_force.guard),
        migrations.RemoveConstraint(
            model_name='allocation',
            name='funds_paid_within_allocation',
        ),
        migrations.AddField(
            model_name='allocation',
            name='released_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='allocation',
            name='released_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='allocation',
            name='released_pence',
            field=models.BigIntegerField(default=0, help_text='What was not needed of a partly paid one.'),
        ),
        migrations.AddField(
            model_name='allocation',
            name='released_reason',
            field=models.TextField(blank=True),
        ),
        migrations.AddConstraint(
            model_name='allocation',
            constraint=models.CheckConstraint(condition=models.Q(('paid_pence__gte', 0), ('paid_pence__lte', django.db.models.expressions.CombinedExpression(models.F('amount_pence'), '-', models.F('released_pence')))), name='funds_paid_within_allocation'),
        ),
        migrations.AddConstraint(
            model_name='allocation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('released_at__isnull', True), ('released_by__isnull', True), ('released_pence', 0), ('released_reason', '')), models.Q(('paid_pence__gt', 0), ('released_at__isnull', False), ('released_by__isnull', False), ('released_pence__gt', 0), ('status', 'paid'), ('paid_pence', django.db.models.expressions.CombinedExpression(models.F('amount_pence'), '-', models.F('released_pence'))), models.Q(('released_reason', ''), _negated=True)), _connector='OR'), name='funds_released_says_who_and_why'),
        ),
        migrations.AddConstraint(
            model_name='allocation',
            constraint=models.CheckConstraint(condition=models.Q(('released_by__isnull', True), models.Q(models.Q(('released_by', models.F('proposed_by')), _negated=True), models.Q(('released_by', models.F('authorised_by')), _negated=True)), _connector='OR'), name='funds_released_by_a_third_person'),
        ),
        RunStatements(in_force.guard, in_force.unguard),
        frozen,
    ])
