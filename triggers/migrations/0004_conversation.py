"""The reporter and the officers talk; telephone intake. Who reads a message never changes."""



import carp.clock
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from carp.audit.guards import frozen_columns
from carp.migrating import together


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('council', '0002_guards'),
        ('register', '0001_initial'),
        ('triggers', '0003_drafts_and_held_reports'),
    ]

    operations = together([
        migrations.CreateModel(
            name='ReportMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('visibility', models.CharField(choices=[('reporter', 'The reporter reads this'), ('internal', 'Private note')], max_length=10)),
                ('from_reporter', models.BooleanField(default=False)),
                ('written_at', models.DateTimeField(default=carp.clock.now)),
                ('body', models.TextField()),
                ('idempotency_key', models.CharField(max_length=64, unique=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawn_reason', models.TextField(blank=True)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='triggers.triggerreport')),
                ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.CheckConstraint(condition=models.Q(('visibility__in', ('reporter', 'internal'))), name='triggers_message_known_visibility'), models.CheckConstraint(condition=models.Q(('from_reporter', True), ('written_by__isnull', False), _connector='OR'), name='triggers_message_has_its_writer'), models.CheckConstraint(condition=models.Q(('from_reporter', False), ('visibility', 'reporter'), _connector='OR'), name='triggers_reporter_reads_what_they_wrote'), models.CheckConstraint(condition=models.Q(('body', ''), _negated=True), name='triggers_message_says_something'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True), ('withdrawn_reason', '')), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False), models.Q(('withdrawn_reason', ''), _negated=True)), _connector='OR'), name='triggers_withdrawn_message_says_who_and_why')],
            },
        ),
        migrations.RemoveConstraint(
            model_name='triggerreport',
            name='triggers_closed_says_who_and_why',
        ),
        migrations.RemoveConstraint(
            model_name='triggerreport',
            name='triggers_inside_has_its_reporter',
        ),
        migrations.AddField(
            model_name='triggerreport',
            name='taken_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='triggerreport',
            name='unread_since',
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name='triggerreport',
            name='channel',
            field=models.CharField(choices=[('inside', 'Signed in'), ('outside', 'Public page'), ('telephone', 'By telephone')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='triggerreport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('status__in', ('closed', 'redirected')), models.Q(('closed_by__isnull', False), models.Q(('close_reason', 'withdrawn-by-reporter'), ('status', 'closed')), _connector='OR'), models.Q(('close_reason', ''), _negated=True)), models.Q(models.Q(('status__in', ('closed', 'redirected')), _negated=True), ('close_reason', ''), ('closed_at__isnull', True), ('closed_by__isnull', True)), _connector='OR'), name='triggers_closed_says_who_and_why'),
        ),
        migrations.AddConstraint(
            model_name='triggerreport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('channel', 'outside'), ('submitted_by__isnull', True), ('taken_by__isnull', True)), models.Q(('channel', 'inside'), ('submitted_by__isnull', False), ('taken_by__isnull', True)), models.Q(('channel', 'telephone'), ('submitted_by__isnull', True), ('taken_by__isnull', False)), _connector='OR'), name='triggers_inside_has_its_reporter'),
        ),
        frozen_columns(
            "triggers_reportmessage",
            "report_id",
            "visibility",
            "from_reporter",
            "written_by_id",
            "written_at",
            "idempotency_key",
        ),
    ])
