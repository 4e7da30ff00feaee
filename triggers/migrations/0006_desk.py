import carp.clock
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models
from carp.migrating import together


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_preferences'),
        ('accounts', '__first__'),
        ('triggers', '0005_evidence_files'),
    ]

    operations = together([
        migrations.CreateModel(
            name='ReportTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200)),
                ('due_on', models.DateField()),
                ('created_at', models.DateTimeField(default=carp.clock.now)),
                ('state', models.CharField(choices=[('open', 'To do'), ('done', 'Done'), ('cancelled', 'Cancelled')], default='open', max_length=10)),
                ('note', models.TextField(blank=True, help_text='What came of it, or why it was not done.')),
                ('ended_at', models.DateTimeField(null=True)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='triggers.triggerreport')),
            ],
            options={
                'ordering': ('due_on', 'pk'),
                'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['owner', 'due_on', 'id'], name='triggers_open_tasks')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ('open', 'done', 'cancelled'))), name='triggers_known_task_state'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='triggers_ended_task_says_when_and_who'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'cancelled'), _negated=True), models.Q(('note', ''), _negated=True), _connector='OR'), name='triggers_cancelled_task_says_why')],
            },
        ),
        migrations.CreateModel(
            name='SavedFilter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('heap', models.CharField(max_length=20)),
                ('query', models.CharField(blank=True, max_length=1000)),
                ('saved_at', models.DateTimeField(default=carp.clock.now)),
                ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='saved_filters', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('name', 'pk'),
                'constraints': [models.UniqueConstraint(models.F('owner'), django.db.models.functions.text.Lower('name'), name='triggers_filter_name_once'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='triggers_filter_has_a_name')],
            },
        ),
        migrations.AddField(
            model_name='informationrequest',
            name='asked_email',
            field=models.EmailField(blank=True, help_text='Who is told that a question waits.', max_length=254),
        ),
        migrations.AddField(
            model_name='informationrequest',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation'),
        ),
        migrations.AddField(
            model_name='informationrequest',
            name='service',
            field=models.CharField(blank=True, help_text='A service of the pack.', max_length=30),
        ),
        migrations.AlterField(
            model_name='informationrequest',
            name='asked_of',
            field=models.CharField(max_length=200),
        ),
        migrations.AddIndex(
            model_name='informationrequest',
            index=models.Index(condition=models.Q(('answered_at__isnull', True)), fields=['due_on', 'id'], name='triggers_unanswered'),
        ),
        migrations.AddConstraint(
            model_name='informationrequest',
            constraint=models.CheckConstraint(condition=models.Q(('service', ''), ('organisation__isnull', True), _connector='OR'), name='triggers_asked_of_one'),
        ),
    ])
