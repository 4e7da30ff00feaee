
from django.db import migrations, models
from carp.migrating import together


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = together([
        migrations.AddField(
            model_name='user',
            name='assignment_mails',
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name='user',
            name='daily_digest',
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name='user',
            name='keyboard_shortcuts',
            field=models.BooleanField(default=True),
        ),
    ])
