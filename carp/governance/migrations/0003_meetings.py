

import carp.clock
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from carp.audit.guards import frozen_columns
from carp.migrating import together


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('governance', '0002_guards'),
    ]

    operations = together([
        migrations.CreateModel(
            name='AgendaItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('subject_type', models.CharField(blank=True, max_length=80)),
                ('subject_id', models.BigIntegerField(null=True)),
                ('title', models.CharField(max_length=200)),
                ('note', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('listed', 'On the agenda'), ('deferred', 'Deferred')], default='listed', max_length=10)),
                ('reason', models.TextField(blank=True, help_text='Why it was deferred.')),
                ('placed_at', models.DateTimeField(default=carp.clock.now)),
                ('deferred_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.meeting')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='governance.meeting')),
                ('placed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('position', 'pk'),
                'indexes': [models.Index(fields=['subject_type', 'subject_id'], name='governance_item_subject')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'listed'), ('subject_id__isnull', False)), fields=('meeting', 'subject_type', 'subject_id'), name='governance_once_on_an_agenda'), models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='governance_item_has_title'), models.CheckConstraint(condition=models.Q(models.Q(('subject_id__isnull', True), ('subject_type', '')), models.Q(models.Q(('subject_type', ''), _negated=True), ('subject_id__isnull', False)), _connector='OR'), name='governance_item_subject_whole'), models.CheckConstraint(condition=models.Q(models.Q(('deferred_to__isnull', True), ('reason', ''), ('state', 'listed')), models.Q(('state', 'deferred'), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='governance_item_known_state')],
            },
        ),
        migrations.CreateModel(
            name='Interest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_type', models.CharField(max_length=80)),
                ('subject_id', models.BigIntegerField()),
                ('subject_name', models.CharField(max_length=200)),
                ('nature', models.TextField(help_text='What the interest is.')),
                ('declared_on', models.DateField()),
                ('recorded_at', models.DateTimeField(default=carp.clock.now)),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='interests', to='governance.meeting')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='interests', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-declared_on', '-pk'),
                'indexes': [models.Index(fields=['subject_type', 'subject_id'], name='governance_interest_in')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True)), fields=('user', 'subject_type', 'subject_id'), name='governance_interest_declared_once'), models.CheckConstraint(condition=models.Q(models.Q(('nature', ''), _negated=True), models.Q(('subject_type', ''), _negated=True), models.Q(('subject_name', ''), _negated=True)), name='governance_interest_says_what'), models.CheckConstraint(condition=models.Q(models.Q(('ended_by__isnull', True), ('ended_on__isnull', True)), models.Q(('ended_by__isnull', False), ('ended_on__gte', models.F('declared_on')), ('ended_on__isnull', False)), _connector='OR'), name='governance_interest_ended_pair')],
            },
        ),
        migrations.CreateModel(
            name='MeetingAttendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('present', 'Present'), ('apologies', 'Sent apologies'), ('absent', 'Absent')], max_length=10)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='governance.meeting')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('meeting', 'user'), name='governance_one_part_a_meeting'), models.CheckConstraint(condition=models.Q(('part__in', ('present', 'apologies', 'absent'))), name='governance_known_attendance')],
            },
        ),
        migrations.AddIndex(
            model_name='meeting',
            index=models.Index(fields=['group', '-on', '-id'], name='governance_meeting_list'),
        ),
        frozen_columns(
            "governance_interest",
            "user_id",
            "subject_type",
            "subject_id",
            "subject_name",
            "nature",
            "meeting_id",
            "declared_on",
            "recorded_by_id",
        ),
    ])
