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
    ]

    operations = together([
        migrations.CreateModel(
            name='ReportSchedule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('quarterly', 'Progress & Delivery report'), ('annual', 'Annual committee report')], max_length=12, unique=True)),
                ('last_period', models.CharField(blank=True, max_length=12)),
                ('claimed_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='ReportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=20, unique=True)),
                ('kind', models.CharField(choices=[('quarterly', 'Progress & Delivery report'), ('annual', 'Annual committee report')], max_length=12)),
                ('period', models.CharField(help_text='2024/25 Q2, or 2024/25.', max_length=12)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(help_text='The last day included.')),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('parameters', models.JSONField(default=dict, help_text='What the requester typed.')),
                ('state', models.CharField(choices=[('requested', 'Waiting to be made'), ('building', 'Being made'), ('ready', 'Ready'), ('failed', 'Failed'), ('superseded', 'Superseded')], default='requested', max_length=12)),
                ('requested_at', models.DateTimeField(default=carp.clock.now)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('percent', models.PositiveSmallIntegerField(default=0)),
                ('step', models.CharField(blank=True, max_length=120)),
                ('heartbeat_at', models.DateTimeField(null=True)),
                ('snapshot', models.TextField(blank=True, help_text='Canonical JSON of the report object.')),
                ('snapshot_hash', models.CharField(blank=True, max_length=64)),
                ('snapshot_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('error', models.TextField(blank=True)),
                ('change_note', models.TextField(blank=True)),
                ('council_pack', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='council.councilpack')),
                ('requested_by', models.ForeignKey(help_text='Empty when the schedule asked.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('supersedes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='reporting.reportrun')),
            ],
            options={
                'ordering': ('-requested_at', '-pk'),
                'indexes': [models.Index(fields=['-requested_at', '-id'], name='reporting_newest')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'period', 'version'), name='reporting_version_once'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='reporting_period_in_order'), models.CheckConstraint(condition=models.Q(('percent__lte', 100)), name='reporting_percent_to_hundred'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('ready', 'superseded')), _negated=True), models.Q(('finished_at__isnull', False), ('snapshot_at__isnull', False), models.Q(('snapshot', ''), _negated=True), models.Q(('snapshot_hash', ''), _negated=True)), _connector='OR'), name='reporting_ready_is_frozen'), models.CheckConstraint(condition=models.Q(('state__in', ('requested', 'building', 'ready', 'failed', 'superseded'))), name='reporting_known_state')],
            },
        ),
        migrations.CreateModel(
            name='ReportFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('format', models.CharField(choices=[('html', 'Web page'), ('pdf', 'PDF'), ('json', 'JSON'), ('csv', 'CSV')], max_length=6)),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveIntegerField(help_text='Bytes.')),
                ('path', models.CharField(help_text='Below the files folder.', max_length=200)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='reporting.reportrun')),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('run', 'format'), name='reporting_one_file_a_format')],
            },
        ),
    ])
