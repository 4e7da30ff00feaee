
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('actionplans', '0006_calendars'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='action',
            index=models.Index(fields=['owner_organisation'], name='actionplans_owned_by'),
        ),
        migrations.AddIndex(
            model_name='teammember',
            index=models.Index(fields=['organisation'], name='actionplans_team_from'),
        ),
    ]
