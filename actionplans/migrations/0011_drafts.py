"""What has been written of a return before it is sent."""

import carp.clock
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('actionplans', '0010_templates'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReturnDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('progress', models.TextField(blank=True)),
                ('difficulties', models.TextField(blank=True)),
                ('next_steps', models.TextField(blank=True)),
                ('figures', models.JSONField(default=dict)),
                ('saved_at', models.DateTimeField(default=carp.clock.now)),
                ('made', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='draft', to='actionplans.monitoringreturn')),
                ('saved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
    ]
