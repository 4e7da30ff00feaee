import carp.clock
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from carp.migrating import together


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = together([
        migrations.CreateModel(
            name='Group',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(unique=True)),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(max_length=30)),
                ('quorum', models.PositiveSmallIntegerField()),
                ('cadence_min_days', models.PositiveSmallIntegerField(null=True)),
                ('cadence_max_days', models.PositiveSmallIntegerField(null=True)),
                ('valid_from', models.DateField(null=True)),
                ('valid_to', models.DateField(null=True)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='governance.group')),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.CheckConstraint(condition=models.Q(('quorum__gte', 1)), name='governance_quorum_of_one'), models.CheckConstraint(condition=models.Q(models.Q(('cadence_max_days__isnull', True), ('cadence_min_days__isnull', True)), models.Q(('cadence_max_days__gte', models.F('cadence_min_days')), ('cadence_max_days__isnull', False), ('cadence_min_days__isnull', False)), _connector='OR'), name='governance_cadence_in_order')],
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('place', models.CharField(blank=True, max_length=120)),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('held', 'Held'), ('cancelled', 'Cancelled')], default='planned', max_length=10)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='governance.group')),
            ],
            options={
                'ordering': ('on', 'pk'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'cancelled'), _negated=True), fields=('group', 'on'), name='governance_one_meeting_a_day'), models.CheckConstraint(condition=models.Q(('state__in', ('planned', 'held', 'cancelled'))), name='governance_known_meeting_state')],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(help_text='A decision kind of the council pack.', max_length=30)),
                ('subject_type', models.CharField(max_length=80)),
                ('subject_id', models.BigIntegerField()),
                ('subject_name', models.CharField(max_length=200)),
                ('decided_on', models.DateField()),
                ('reasons', models.TextField()),
                ('alternatives', models.TextField(help_text='Alternatives considered and rejected.')),
                ('conflicts', models.TextField(help_text='Interests declared, or that there were none.')),
                ('quorum', models.PositiveSmallIntegerField(help_text='The quorum in force on the day.')),
                ('recorded_at', models.DateTimeField(default=carp.clock.now)),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions_recorded', to=settings.AUTH_USER_MODEL)),
                ('supersedes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='governance.decision')),
                ('group', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='governance.group')),
                ('meeting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='governance.meeting')),
            ],
            options={
                'ordering': ('-decided_on', '-pk'),
                'indexes': [models.Index(fields=['subject_type', 'subject_id'], name='governance_subject'), models.Index(fields=['group', '-decided_on', '-id'], name='governance_group_list')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('reasons', ''), _negated=True), models.Q(('alternatives', ''), _negated=True), models.Q(('conflicts', ''), _negated=True)), name='governance_decision_gives_reasons')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seat', models.CharField(choices=[('member', 'Member'), ('chair', 'Chair'), ('secretary', 'Secretary')], default='member', max_length=12)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='governance.group')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('group', 'user', 'seat', 'starts_on'), name='governance_one_seat_a_term'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), models.Q(('ends_on__gte', models.F('starts_on')), ('ends_on__isnull', False)), _connector='OR'), name='governance_term_in_order'), models.CheckConstraint(condition=models.Q(('seat__in', ('member', 'chair', 'secretary'))), name='governance_known_seat')],
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('present', 'Present'), ('recused', 'Left the room: declared an interest')], max_length=10)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='governance.decision')),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('decision', 'user'), name='governance_one_part_a_decision'), models.CheckConstraint(condition=models.Q(('part__in', ('present', 'recused'))), name='governance_known_part')],
            },
        ),
        migrations.CreateModel(
            name='DelegatedTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(help_text='prepare_plan, or another task in words.', max_length=30)),
                ('title', models.CharField(max_length=200)),
                ('due_on', models.DateField()),
                ('original_due_on', models.DateField()),
                ('created_at', models.DateTimeField(default=carp.clock.now)),
                ('completed_at', models.DateTimeField(null=True)),
                ('completed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='governance.decision')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='delegated_tasks', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('due_on', 'pk'),
                'indexes': [models.Index(condition=models.Q(('completed_at__isnull', True)), fields=['owner', 'due_on', 'id'], name='governance_open_tasks')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('completed_at__isnull', True), ('completed_by__isnull', True)), models.Q(('completed_at__isnull', False), ('completed_by__isnull', False)), _connector='OR'), name='governance_task_completed_pair')],
            },
        ),
    ])
