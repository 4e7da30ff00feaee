"""Moves of plans to newer templates."""

import carp.clock
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from carp.audit.guards import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('actionplans', '0009_shares'),
        ('council', '0002_guards'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='TemplateMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('moved_at', models.DateTimeField(default=carp.clock.now)),
                ('from_pack', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='council.councilpack')),
                ('moved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='template_moves', to='actionplans.plan')),
                ('to_pack', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='council.councilpack')),
            ],
            options={
                'ordering': ('-pk',),
                'constraints': [models.CheckConstraint(condition=models.Q(('from_pack', models.F('to_pack')), _negated=True), name='actionplans_template_moves_on')],
            },
        ),
        append_only("actionplans_templatemove"),
    ]
