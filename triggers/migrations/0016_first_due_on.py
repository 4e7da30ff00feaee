from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("triggers", "0015_reported_figures"),
    ]

    operations = [
        migrations.AddField(
            model_name="triggerreport",
            name="first_due_on",
            field=models.DateField(
                help_text="The day promised at first, where it was taken up again since.",
                null=True,
            ),
        ),
    ]
