


import carp.clock
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from carp.audit.guards import append_only, frozen_columns
from carp.migrating import together


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('actionplans', '0007_meetings'),
    ]

    operations = together([
        migrations.CreateModel(
            name='Evaluation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('status', models.CharField(choices=[('drafted', 'Draft'), ('agreed', 'Agreed')], default='drafted', max_length=8)),
                ('findings', models.TextField()),
                ('learning', models.TextField()),
                ('results', models.JSONField(default=dict)),
                ('writers', models.JSONField(default=list, help_text='Keys of everybody who wrote any of it.')),
                ('drafted_at', models.DateTimeField(default=carp.clock.now)),
                ('agreed_at', models.DateTimeField(null=True)),
                ('agreed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('drafted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evaluations', to='actionplans.plan')),
            ],
            options={
                'ordering': ('plan', '-number'),
                'constraints': [models.UniqueConstraint(fields=('plan', 'number'), name='actionplans_evaluation_number_once'), models.UniqueConstraint(condition=models.Q(('status', 'drafted')), fields=('plan',), name='actionplans_one_evaluation_drafted'), models.CheckConstraint(condition=models.Q(models.Q(('agreed_at__isnull', True), ('agreed_by__isnull', True), ('status', 'drafted')), models.Q(('agreed_at__isnull', False), ('agreed_by__isnull', False), ('status', 'agreed'), models.Q(('agreed_by', models.F('drafted_by')), _negated=True)), _connector='OR'), name='actionplans_evaluation_agreed_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('findings', ''), _negated=True), models.Q(('learning', ''), _negated=True)), name='actionplans_evaluation_says_what_and_why')],
            },
        ),
        migrations.CreateModel(
            name='AllocationOutcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=20)),
                ('need', models.CharField(max_length=300)),
                ('intended', models.CharField(max_length=300)),
                ('amount_pence', models.BigIntegerField()),
                ('paid_pence', models.BigIntegerField()),
                ('achieved', models.CharField(choices=[('wholly', 'Achieved'), ('partly', 'Partly achieved'), ('not', 'Not achieved')], max_length=6)),
                ('result', models.TextField()),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='actionplans.evaluation')),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('evaluation', 'reference'), name='actionplans_allocation_evaluated_once'), models.CheckConstraint(condition=models.Q(('achieved__in', ('wholly', 'partly', 'not'))), name='actionplans_known_achievement')],
            },
        ),
        migrations.CreateModel(
            name='Measure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=200)),
                ('outcome', models.CharField(blank=True, max_length=300)),
                ('source', models.CharField(blank=True, help_text='Where the figure comes from.', max_length=300)),
                ('unit', models.CharField(blank=True, max_length=40)),
                ('polarity', models.CharField(choices=[('higher', 'Higher is better'), ('lower', 'Lower is better')], max_length=6)),
                ('baseline', models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                ('baseline_on', models.DateField(null=True)),
                ('target', models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                ('tolerance', models.DecimalField(decimal_places=2, default=0, max_digits=12)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='measures', to='actionplans.plan')),
            ],
            options={
                'ordering': ('plan', 'number'),
                'constraints': [models.UniqueConstraint(fields=('plan', 'number'), name='actionplans_measure_number_once'), models.CheckConstraint(condition=models.Q(('polarity__in', ('higher', 'lower'))), name='actionplans_known_polarity'), models.CheckConstraint(condition=models.Q(('tolerance__gte', 0)), name='actionplans_tolerance_not_negative'), models.CheckConstraint(condition=models.Q(models.Q(('baseline__isnull', True), ('baseline_on__isnull', True)), models.Q(('baseline__isnull', False), ('baseline_on__isnull', False)), _connector='OR'), name='actionplans_baseline_has_its_day')],
            },
        ),
        migrations.CreateModel(
            name='MeasureValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('dated', models.DateField(help_text='The day that the figure speaks of.')),
                ('actual', models.DecimalField(decimal_places=2, max_digits=12)),
                ('target', models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                ('tolerance', models.DecimalField(decimal_places=2, max_digits=12)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('recorded_at', models.DateTimeField(default=carp.clock.now)),
                ('replaced_at', models.DateTimeField(null=True)),
                ('measure', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='values', to='actionplans.measure')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-dated', '-pk'),
                'indexes': [models.Index(fields=['measure', '-dated', '-id'], name='actionplans_figures')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('replaced_at__isnull', True)), fields=('measure', 'dated'), name='actionplans_one_figure_a_day')],
            },
        ),
        migrations.CreateModel(
            name='MonitoringReturn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('period_start', models.DateField()),
                ('period_end', models.DateField()),
                ('due_on', models.DateField(help_text='Moves on when it is queried.')),
                ('status', models.CharField(choices=[('scheduled', 'Scheduled'), ('submitted', 'Sent'), ('queried', 'Queried'), ('accepted', 'Accepted'), ('cancelled', 'Not needed')], default='scheduled', max_length=10)),
                ('progress', models.TextField(blank=True)),
                ('difficulties', models.TextField(blank=True)),
                ('next_steps', models.TextField(blank=True)),
                ('submitted_at', models.DateTimeField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answer', models.TextField(blank=True, help_text='What was asked back, or why it is not needed.')),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='returns', to='actionplans.plan')),
                ('submitted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('plan', '-number'),
                'indexes': [models.Index(fields=['-due_on', '-id'], name='actionplans_returns_by_day'), models.Index(fields=['plan', '-due_on', '-id'], name='actionplans_returns_of_plan'), models.Index(condition=models.Q(('status__in', ('scheduled', 'queried'))), fields=['due_on', 'plan'], name='actionplans_returns_wanted')],
                'constraints': [models.UniqueConstraint(fields=('plan', 'number'), name='actionplans_return_number_once'), models.CheckConstraint(condition=models.Q(('period_end__lt', models.F('due_on')), ('period_start__lte', models.F('period_end'))), name='actionplans_return_days_in_order'), models.CheckConstraint(condition=models.Q(('status__in', ('scheduled', 'submitted', 'queried', 'accepted', 'cancelled'))), name='actionplans_known_return_status'), models.CheckConstraint(condition=models.Q(('status__in', ('scheduled', 'cancelled')), models.Q(('submitted_at__isnull', False), ('submitted_by__isnull', False), models.Q(('progress', ''), _negated=True)), _connector='OR'), name='actionplans_sent_return_says_who_and_what'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('queried', 'accepted', 'cancelled')), _negated=True), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='actionplans_answered_return_says_who'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('queried', 'cancelled')), _negated=True), models.Q(('answer', ''), _negated=True), _connector='OR'), name='actionplans_return_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('queried', 'accepted')), _negated=True), models.Q(('answered_by', models.F('submitted_by')), _negated=True), _connector='OR'), name='actionplans_sender_does_not_accept')],
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('held_on', models.DateField()),
                ('outcome', models.CharField(choices=[('continue', 'Continue as it is'), ('amend', 'Amend the plan'), ('step_down', 'Step the response down'), ('close', 'Close the plan'), ('reopen', 'Reopen the plan')], max_length=9)),
                ('reasons', models.TextField()),
                ('next_on', models.DateField(help_text='When the plan is reviewed again.', null=True)),
                ('no_evaluation', models.TextField(blank=True, help_text='Why it closes without an evaluation.')),
                ('recorded_at', models.DateTimeField(default=carp.clock.now)),
                ('evaluation', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='closing', to='actionplans.evaluation')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='actionplans.plan')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('plan', '-pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome__in', ('continue', 'amend', 'step_down', 'close', 'reopen'))), name='actionplans_known_review_outcome'), models.CheckConstraint(condition=models.Q(('reasons', ''), _negated=True), name='actionplans_review_has_reasons'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'close'), _negated=True), ('evaluation__isnull', False), models.Q(('no_evaluation', ''), _negated=True), _connector='OR'), name='actionplans_closed_with_evaluation_or_reason'), models.CheckConstraint(condition=models.Q(models.Q(('next_on__isnull', True), ('outcome', 'close')), models.Q(models.Q(('outcome', 'close'), _negated=True), ('next_on__gt', models.F('held_on')), ('next_on__isnull', False)), _connector='OR'), name='actionplans_next_review_unless_closed')],
            },
        ),
        append_only("actionplans_review"),
        append_only("actionplans_allocationoutcome"),
        frozen_columns(
            "actionplans_measurevalue",
            "measure_id",
            "dated",
            "actual",
            "target",
            "tolerance",
            "note",
            "recorded_at",
            "recorded_by_id",
        ),
        frozen_columns(
            "actionplans_monitoringreturn", "plan_id", "number", "period_start", "period_end"
        ),
    ])
