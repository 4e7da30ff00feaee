"""Parts of a plan that a partner reads at an address of their own."""

import carp.clock
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from carp.audit.guards import append_only, frozen_columns
from carp.migrating import together

REOPENED = (
    "OLD.ended_at IS NOT NULL AND (OLD.ended_at IS DISTINCT FROM NEW.ended_at"
    " OR OLD.ended_by_id IS DISTINCT FROM NEW.ended_by_id)"
)


class Migration(migrations.Migration):

    dependencies = [
        ('actionplans', '0008_monitoring'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.CreateModel(
            name='PlanShare',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('parts', models.JSONField(help_text='Codes of the parts that are shown.')),
                ('shared_with', models.CharField(help_text='The organisation that it is for.', max_length=160)),
                ('basis', models.CharField(help_text='The agreement or law that allows it.', max_length=300)),
                ('days', models.PositiveSmallIntegerField(help_text='How long it stays open.')),
                ('shared_at', models.DateTimeField(default=carp.clock.now)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='actionplans.plan')),
                ('shared_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-pk',),
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('days__range', (1, 90))), name='actionplans_share_ends'),
                    models.CheckConstraint(condition=models.Q(models.Q(('shared_with', ''), _negated=True), models.Q(('basis', ''), _negated=True)), name='actionplans_share_says_for_whom_and_why'),
                    models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='actionplans_share_ended_pair'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ShareOpening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opened_at', models.DateTimeField(default=carp.clock.now)),
                ('share', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='openings', to='actionplans.planshare')),
            ],
            options={
                'ordering': ('-pk',),
            },
        ),
        append_only("actionplans_shareopening"),
        frozen_columns(
            "actionplans_planshare",
            "plan_id",
            "parts",
            "shared_with",
            "basis",
            "days",
            "shared_at",
            "shared_by_id",
            refused=REOPENED,
        ),
    ])
