"""Reasons that can be erased, beside the chain that vouches for them."""

import django.db.models.deletion
from django.db import migrations, models

from carp.audit.guards import only_erasable


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0002_guards'),
    ]

    operations = [
        migrations.CreateModel(
            name='ErasableReason',
            fields=[
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='erasable_reason', serialize=False, to='audit.auditevent')),
                ('text', models.TextField(blank=True)),
                ('salt', models.CharField(blank=True, max_length=32)),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('salt', ''), ('text', '')), models.Q(models.Q(('text', ''), _negated=True), models.Q(('salt', ''), _negated=True)), _connector='OR'), name='audit_reason_erased_with_its_salt')],
            },
        ),
        only_erasable("audit_erasablereason", "text", "salt", key="event_id"),
    ]
