
import carp.clock
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('triggers', '0004_conversation'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='EvidenceFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('draft_key', models.CharField(max_length=64, null=True)),
                ('name', models.CharField(help_text='As it is shown, cleaned of what misleads.', max_length=120)),
                ('kind', models.CharField(max_length=10)),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('stored_as', models.CharField(max_length=200)),
                ('added_at', models.DateTimeField(default=carp.clock.now)),
                ('source_note', models.CharField(blank=True, help_text='Where it came from, if an officer added it.', max_length=200)),
                ('added_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('report', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='files', to='triggers.triggerreport')),
            ],
            options={
                'ordering': ('pk',),
                'indexes': [models.Index(fields=['report', 'id'], name='triggers_evidence_of_report'), models.Index(condition=models.Q(('draft_key__isnull', False)), fields=['draft_key', 'id'], name='triggers_evidence_of_draft')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('draft_key__isnull', True), ('report__isnull', False)), models.Q(('draft_key__isnull', False), ('report__isnull', True), models.Q(('draft_key', ''), _negated=True)), _connector='OR'), name='triggers_evidence_of_one'), models.CheckConstraint(condition=models.Q(('kind__in', ('jpeg', 'png', 'pdf', 'csv', 'text'))), name='triggers_evidence_known_kind'), models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='triggers_evidence_has_bytes'), models.UniqueConstraint(fields=('stored_as',), name='triggers_evidence_stored_once')],
            },
        ),
    ]
