import carp.clock
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from carp.migrating import together


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('council', '0001_initial'),
        ('governance', '0001_initial'),
        ('register', '0001_initial'),
    ]

    operations = together([
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=20, unique=True)),
                ('title', models.CharField(max_length=160)),
                ('plan_type', models.CharField(max_length=30)),
                ('created_at', models.DateTimeField(default=carp.clock.now)),
                ('closed_at', models.DateTimeField(null=True)),
                ('search_text', models.TextField(blank=True, editable=False)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='register.community')),
                ('council_pack', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='council.councilpack')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lead', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans_led', to=settings.AUTH_USER_MODEL)),
                ('task', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='plan', to='governance.delegatedtask')),
            ],
            options={
                'ordering': ('-created_at', '-pk'),
                'indexes': [models.Index(fields=['-created_at', '-id'], name='actionplans_newest')],
            },
        ),
        migrations.CreateModel(
            name='NeedLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('need', models.CharField(max_length=300)),
                ('outcome', models.CharField(max_length=300)),
                ('monitoring_on', models.DateField(help_text='When the outcome is looked at.')),
                ('amount_pence', models.BigIntegerField()),
                ('money_type', models.CharField(choices=[('revenue', 'Revenue'), ('capital', 'Capital')], max_length=10)),
                ('purpose', models.CharField(help_text='preventative or response.', max_length=30)),
                ('category', models.CharField(help_text='A fund category of the council pack.', max_length=30)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='need_lines', to='actionplans.plan')),
            ],
            options={
                'ordering': ('plan', 'number'),
                'constraints': [models.UniqueConstraint(fields=('plan', 'number'), name='actionplans_line_number_once'), models.CheckConstraint(condition=models.Q(('amount_pence__gt', 0)), name='actionplans_need_costs_something'), models.CheckConstraint(condition=models.Q(models.Q(('need', ''), _negated=True), models.Q(('outcome', ''), _negated=True)), name='actionplans_need_has_outcome'), models.CheckConstraint(condition=models.Q(('money_type__in', ('revenue', 'capital'))), name='actionplans_known_money_type')],
            },
        ),
        migrations.CreateModel(
            name='Action',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200)),
                ('horizon', models.CharField(help_text='A horizon of the council pack.', max_length=30)),
                ('owner_organisation', models.CharField(max_length=160)),
                ('due_on', models.DateField()),
                ('status', models.CharField(choices=[('planned', 'Planned'), ('in_progress', 'In progress'), ('blocked', 'Blocked'), ('complete', 'Complete'), ('cancelled', 'Cancelled')], default='planned', max_length=12)),
                ('status_reason', models.CharField(blank=True, max_length=300)),
                ('outcome', models.CharField(help_text='What it is to achieve.', max_length=300)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='actions', to='actionplans.plan')),
            ],
            options={
                'ordering': ('due_on', 'pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('blocked', 'cancelled')), _negated=True), models.Q(('status_reason', ''), _negated=True), _connector='OR'), name='actionplans_stopped_action_says_why'), models.CheckConstraint(condition=models.Q(('status__in', ('planned', 'in_progress', 'blocked', 'complete', 'cancelled'))), name='actionplans_known_action_status')],
            },
        ),
        migrations.CreateModel(
            name='PlanVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('content', models.TextField(help_text='Canonical JSON.')),
                ('content_hash', models.CharField(max_length=64)),
                ('approving_groups', models.JSONField(help_text='Codes of the groups whose approval it needs.')),
                ('status', models.CharField(choices=[('submitted', 'Submitted'), ('effective', 'In force'), ('returned', 'Returned for changes'), ('rejected', 'Rejected'), ('superseded', 'Superseded')], default='submitted', max_length=12)),
                ('submitted_at', models.DateTimeField(default=carp.clock.now)),
                ('effective_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='actionplans.plan')),
                ('submitted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('plan', '-number'),
                'indexes': [models.Index(condition=models.Q(('status', 'submitted')), fields=['submitted_at', 'id'], name='actionplans_awaiting_boards')],
                'constraints': [models.UniqueConstraint(fields=('plan', 'number'), name='actionplans_version_number_once'), models.UniqueConstraint(condition=models.Q(('status', 'effective')), fields=('plan',), name='actionplans_one_version_in_force'), models.UniqueConstraint(condition=models.Q(('status', 'submitted')), fields=('plan',), name='actionplans_one_version_submitted'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'effective'), _negated=True), ('effective_at__isnull', False), _connector='OR'), name='actionplans_effective_has_its_time'), models.CheckConstraint(condition=models.Q(('status__in', ('submitted', 'effective', 'returned', 'rejected', 'superseded'))), name='actionplans_known_version_status')],
            },
        ),
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_hash', models.CharField(max_length=64)),
                ('outcome', models.CharField(choices=[('approve', 'Approved'), ('return', 'Returned for changes'), ('reject', 'Rejected')], max_length=10)),
                ('recorded_at', models.DateTimeField(default=carp.clock.now)),
                ('decision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.decision')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.group')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='approvals', to='actionplans.planversion')),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('version', 'group'), name='actionplans_one_answer_a_group'), models.UniqueConstraint(fields=('version', 'recorded_by'), name='actionplans_nobody_records_both'), models.CheckConstraint(condition=models.Q(('outcome__in', ('approve', 'return', 'reject'))), name='actionplans_known_outcome')],
            },
        ),
        migrations.CreateModel(
            name='Stage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('status', models.CharField(choices=[('not_started', 'Not started'), ('in_progress', 'In progress'), ('complete', 'Complete')], default='not_started', max_length=12)),
                ('iteration', models.PositiveSmallIntegerField(default=1)),
                ('answers', models.JSONField(default=dict, help_text='By question code of the council pack.')),
                ('edition', models.PositiveIntegerField(default=1, help_text='Rises with each save.')),
                ('updated_at', models.DateTimeField(default=carp.clock.now)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stages', to='actionplans.plan')),
                ('updated_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('plan', 'number'),
                'constraints': [models.UniqueConstraint(fields=('plan', 'number'), name='actionplans_stage_once'), models.CheckConstraint(condition=models.Q(('number__range', (1, 7))), name='actionplans_seven_stages'), models.CheckConstraint(condition=models.Q(('status__in', ('not_started', 'in_progress', 'complete'))), name='actionplans_known_stage_status'), models.CheckConstraint(condition=models.Q(('iteration__gte', 1)), name='actionplans_iteration_from_one')],
            },
        ),
        migrations.CreateModel(
            name='StageRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('iteration', models.PositiveSmallIntegerField()),
                ('answers', models.JSONField(default=dict)),
                ('completed_at', models.DateTimeField(default=carp.clock.now)),
                ('completed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stage', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='actionplans.stage')),
            ],
            options={
                'ordering': ('-iteration',),
                'constraints': [models.UniqueConstraint(fields=('stage', 'iteration'), name='actionplans_revision_once')],
            },
        ),
        migrations.CreateModel(
            name='TeamMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('organisation', models.CharField(blank=True, max_length=160)),
                ('part', models.CharField(help_text='What they do.', max_length=300)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='team', to='actionplans.plan')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(condition=models.Q(('user__isnull', False)), fields=('plan', 'user'), name='actionplans_person_once_in_team')],
            },
        ),
        migrations.CreateModel(
            name='VersionNeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount_pence', models.BigIntegerField()),
                ('money_type', models.CharField(choices=[('revenue', 'Revenue'), ('capital', 'Capital')], max_length=10)),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='actionplans.needline')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='needs', to='actionplans.planversion')),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('version', 'line'), name='actionplans_line_once_in_version'), models.CheckConstraint(condition=models.Q(('amount_pence__gt', 0)), name='actionplans_version_need_positive')],
            },
        ),
    ])
