"""Targets, watching, restricted reports and handovers to safeguarding.

The guards of 0002 are taken off while their tables change, and put back with the targets.
"""



from importlib import import_module

import carp.clock
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from carp.audit.guards import frozen_columns
from carp.migrating import RunStatements, together

guards = import_module("triggers.migrations.0002_guards")
FROZEN = (
    "report_id",
    "council_pack_id",
    "matrix",
    "assessor_id",
    "completed_at",
    "what_works",
    "gaps",
    "confidence",
    "score",
    "band",
    "no_action_score",
    "no_action_band",
    "suggested_routes",
)
frozen_before = frozen_columns("triggers_assessment", *FROZEN, once_set="band")
frozen_now = frozen_columns(
    "triggers_assessment", *FROZEN, "target_score", "target_band", once_set="band"
)
TARGET_HALF = (
    "(target_likelihood IS NULL) <> (target_impact_people IS NULL) OR "
    "(target_likelihood IS NULL) <> (target_impact_community IS NULL)"
)
WHOLE_BEFORE = f"(description = '' OR {guards.HALF})"
WHOLE_NOW = f"(description = '' OR {guards.HALF} OR {TARGET_HALF})"


def lock(_apps, editor):
    on = {"sqlite": guards.SQLITE_ON, "postgresql": guards.POSTGRES_ON}
    for statement in on[editor.connection.vendor]:
        editor.execute(statement.replace(WHOLE_BEFORE, WHOLE_NOW), params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('council', '0002_guards'),
        ('register', '0001_initial'),
        ('triggers', '0006_desk'),
    ]

    operations = together([
        migrations.CreateModel(
            name='Restriction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('restricted_at', models.DateTimeField(default=carp.clock.now)),
                ('lifted_at', models.DateTimeField(null=True)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='restrictions', to='triggers.triggerreport')),
                ('restricted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(condition=models.Q(('lifted_at__isnull', True)), fields=('report',), name='triggers_one_restriction_in_force'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='triggers_restriction_says_why')],
            },
        ),
        migrations.CreateModel(
            name='ListChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('add', 'Name somebody'), ('remove', 'Take somebody off the list'), ('lift', 'Lift the restriction')], max_length=10)),
                ('reason', models.TextField()),
                ('proposed_at', models.DateTimeField(default=carp.clock.now)),
                ('state', models.CharField(choices=[('proposed', 'Proposed'), ('confirmed', 'Confirmed'), ('refused', 'Refused')], default='proposed', max_length=10)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('restriction', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='triggers.restriction')),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'proposed')), fields=('restriction',), name='triggers_one_list_change_waits'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'lift'), ('person__isnull', True)), models.Q(('kind__in', ('add', 'remove')), ('person__isnull', False)), _connector='OR'), name='triggers_list_change_names_whom'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('state', 'proposed')), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('state__in', ('confirmed', 'refused'))), _connector='OR'), name='triggers_list_change_says_who_decided'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), _negated=True), ('decided_by__isnull', True), models.Q(('decided_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='triggers_list_change_by_two')],
            },
        ),
        migrations.CreateModel(
            name='NamedPerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('named_at', models.DateTimeField(default=carp.clock.now)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('restriction', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='named', to='triggers.restriction')),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('restriction', 'user'), name='triggers_person_named_once')],
            },
        ),
        migrations.CreateModel(
            name='QuarantinedText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('safeguarding_reference', models.CharField(max_length=40)),
                ('text', models.TextField(blank=True)),
                ('quarantined_at', models.DateTimeField(default=carp.clock.now)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('quarantined_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handovers', to='triggers.triggerreport')),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(condition=models.Q(('confirmed_at__isnull', True)), fields=('report',), name='triggers_one_handover_waits'), models.CheckConstraint(condition=models.Q(('safeguarding_reference', ''), _negated=True), name='triggers_handover_has_reference'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True), models.Q(('text', ''), _negated=True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False), ('text', '')), _connector='OR'), name='triggers_text_erased_when_confirmed'), models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('quarantined_by')), _negated=True), _connector='OR'), name='triggers_handover_by_two')],
            },
        ),
        RunStatements(frozen_before.reverse_code, frozen_before.code),
        RunStatements(guards.unlock, guards.lock),
        migrations.RemoveConstraint(
            model_name='riskline',
            name='triggers_levels_on_a_matrix',
        ),
        migrations.AddField(
            model_name='assessment',
            name='target_band',
            field=models.CharField(blank=True, max_length=30),
        ),
        migrations.AddField(
            model_name='assessment',
            name='target_score',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='riskline',
            name='target_impact_community',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='riskline',
            name='target_impact_people',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='riskline',
            name='target_likelihood',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='triggerreport',
            name='watch_until',
            field=models.DateField(help_text='When an officer looks at it again.', null=True),
        ),
        migrations.AddIndex(
            model_name='triggerreport',
            index=models.Index(condition=models.Q(('watch_until__isnull', False)), fields=['watch_until', 'id'], name='triggers_watched'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('target_band', ''), ('target_score__isnull', True)), models.Q(('target_score__isnull', False), models.Q(('target_band', ''), _negated=True)), _connector='OR'), name='triggers_target_has_score_and_band'),
        ),
        migrations.AddConstraint(
            model_name='riskline',
            constraint=models.CheckConstraint(condition=models.Q(('impact_community__range', (1, 6)), ('impact_people__range', (1, 6)), ('likelihood__range', (1, 6)), ('no_action_impact_community__range', (1, 6)), ('no_action_impact_people__range', (1, 6)), ('no_action_likelihood__range', (1, 6)), ('target_impact_community__range', (1, 6)), ('target_impact_people__range', (1, 6)), ('target_likelihood__range', (1, 6))), name='triggers_levels_on_a_matrix'),
        ),
        migrations.AddConstraint(
            model_name='riskline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('target_likelihood__isnull', True), ('likelihood__isnull', True), ('target_likelihood__lte', models.F('likelihood')), _connector='OR'), models.Q(('target_impact_people__isnull', True), ('impact_people__isnull', True), ('target_impact_people__lte', models.F('impact_people')), _connector='OR'), models.Q(('target_impact_community__isnull', True), ('impact_community__isnull', True), ('target_impact_community__lte', models.F('impact_community')), _connector='OR')), name='triggers_target_not_above_now'),
        ),
        migrations.AddConstraint(
            model_name='triggerreport',
            constraint=models.CheckConstraint(condition=models.Q(('watch_until__isnull', True), ('status', 'outcome_agreed'), _connector='OR'), name='triggers_watched_after_its_outcome'),
        ),
        RunStatements(lock, guards.unlock),
        frozen_now,
    ])
