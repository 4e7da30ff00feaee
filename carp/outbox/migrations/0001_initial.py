
import carp.clock
from django.db import migrations, models
from carp.migrating import together


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = together([
        migrations.CreateModel(
            name='DeliveredMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('to', models.CharField(max_length=254)),
                ('subject', models.CharField(max_length=200)),
                ('body', models.TextField()),
                ('sent_at', models.DateTimeField(default=carp.clock.now)),
                ('key', models.CharField(max_length=120, unique=True)),
            ],
            options={
                'ordering': ('-sent_at', '-pk'),
                'indexes': [models.Index(fields=['-sent_at', '-id'], name='outbox_newest_mail')],
            },
        ),
        migrations.CreateModel(
            name='OutboxItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.CharField(max_length=40)),
                ('payload', models.JSONField(default=dict)),
                ('key', models.CharField(help_text='The effect happens once a key.', max_length=120, unique=True)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('leased', 'Being done'), ('done', 'Done'), ('dead', 'Given up')], default='waiting', max_length=10)),
                ('created_at', models.DateTimeField(default=carp.clock.machine_now)),
                ('due_at', models.DateTimeField(default=carp.clock.machine_now)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('lease', models.CharField(blank=True, max_length=32)),
                ('leased_until', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('last_error', models.TextField(blank=True)),
            ],
            options={
                'ordering': ('pk',),
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['due_at', 'id'], name='outbox_waiting'), models.Index(condition=models.Q(('state', 'leased')), fields=['leased_until', 'id'], name='outbox_leased')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'leased'), _negated=True), models.Q(('leased_until__isnull', False), models.Q(('lease', ''), _negated=True)), _connector='OR'), name='outbox_lease_has_its_end'), models.CheckConstraint(condition=models.Q(models.Q(('finished_at__isnull', True), ('state__in', ('waiting', 'leased'))), models.Q(('finished_at__isnull', False), ('state__in', ('done', 'dead'))), _connector='OR'), name='outbox_finished_has_its_time')],
            },
        ),
    ])
