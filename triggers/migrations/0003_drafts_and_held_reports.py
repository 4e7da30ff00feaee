


import carp.clock
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from carp.migrating import together


def take_as_received(apps, _editor):
    """Without holding, what is held would be lost from sight."""
    reports = apps.get_model("triggers", "TriggerReport").objects
    reports.filter(status="held").update(status="received")


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('council', '0002_guards'),
        ('register', '0001_initial'),
        ('triggers', '0002_guards'),
    ]

    operations = together([
        migrations.CreateModel(
            name='SavedDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code_hash', models.CharField(max_length=64, unique=True)),
                ('draft_hash', models.CharField(db_index=True, max_length=64)),
                ('state', models.CharField(choices=[('kept', 'Kept'), ('saved_again', 'Saved again under a newer code'), ('sent', 'Sent'), ('expired', 'Expired')], default='kept', max_length=12)),
                ('answers', models.TextField(blank=True)),
                ('created_at', models.DateTimeField(default=carp.clock.now)),
                ('expires_on', models.DateField(db_index=True, help_text='The last day on which it opens.')),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'kept')), fields=('draft_hash',), name='triggers_newest_saved_draft_wins'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'kept'), models.Q(('answers', ''), _negated=True)), models.Q(('answers', ''), ('state__in', ('saved_again', 'sent', 'expired'))), _connector='OR'), name='triggers_saved_answers_go_with_their_draft')],
            },
        ),
        migrations.RemoveConstraint(
            model_name='triggerreport',
            name='triggers_known_status',
        ),
        migrations.AddField(
            model_name='triggerreport',
            name='held_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='triggerreport',
            name='released_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='triggerreport',
            name='released_by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='triggerreport',
            name='status',
            field=models.CharField(choices=[('held', 'Held as unverified'), ('received', 'Received'), ('under_review', 'Under review'), ('awaiting_information', 'Awaiting information'), ('assessed', 'Assessed'), ('outcome_agreed', 'Outcome agreed'), ('redirected', 'Redirected'), ('closed', 'Closed')], default='received', max_length=24),
        ),
        migrations.RunPython(migrations.RunPython.noop, take_as_received),
        migrations.AddConstraint(
            model_name='triggerreport',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ('held', 'received', 'under_review', 'awaiting_information', 'assessed', 'outcome_agreed', 'redirected', 'closed'))), name='triggers_known_status'),
        ),
        migrations.AddConstraint(
            model_name='triggerreport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('held_at__isnull', True), ('released_at__isnull', True), ('released_by__isnull', True), models.Q(('status', 'held'), _negated=True)), models.Q(('held_at__isnull', False), ('released_at__isnull', True), ('released_by__isnull', True), ('status__in', ('held', 'closed'))), models.Q(('held_at__isnull', False), ('released_at__isnull', False), ('released_by__isnull', False), models.Q(('status', 'held'), _negated=True)), _connector='OR'), name='triggers_held_until_released_or_set_aside'),
        ),
    ])
