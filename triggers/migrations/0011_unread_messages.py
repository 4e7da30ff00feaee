
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('council', '0002_guards'),
        ('register', '0001_initial'),
        ('triggers', '0010_suggested_links'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='triggerreport',
            index=models.Index(condition=models.Q(('unread_since__isnull', False)), fields=['-received_at', '-id'], name='triggers_unread'),
        ),
    ]
