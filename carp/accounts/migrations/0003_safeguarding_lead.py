
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_preferences'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='rolegrant',
            name='accounts_known_role',
        ),
        migrations.AlterField(
            model_name='rolegrant',
            name='role',
            field=models.CharField(choices=[('partner', 'Registered partner'), ('officer', 'Officer'), ('member', 'Elected member'), ('nominated_officer', 'Nominated officer'), ('service_manager', 'Service manager'), ('board_member', 'Board member'), ('board_secretary', 'Board secretary'), ('fund_manager', 'Fund manager'), ('report_editor', 'Report editor'), ('safeguarding_lead', 'Safeguarding lead'), ('auditor', 'Auditor'), ('administrator', 'Administrator')], max_length=30),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['partner', 'officer', 'member', 'nominated_officer', 'service_manager', 'board_member', 'board_secretary', 'fund_manager', 'report_editor', 'safeguarding_lead', 'auditor', 'administrator'])), name='accounts_known_role'),
        ),
    ]
