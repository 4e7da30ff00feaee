
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('outbox', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='outboxitem',
            name='failures',
            field=models.PositiveSmallIntegerField(default=0, help_text='Attempts that told why.'),
        ),
    ]
