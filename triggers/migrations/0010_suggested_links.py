
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0001_initial'),
        ("triggers", "0009_adding_up"),
    ]

    operations = [
        migrations.CreateModel(
            name='SuggestedLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.community')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suggested_links', to='triggers.triggerreport')),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('report', 'community'), name='triggers_suggested_once')],
            },
        ),
    ]
