"""What a measure said in words stands in its link now (0012).

Apart from 0012, because PostgreSQL changes no table whose rows changed in the same transaction.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("actionplans", "0012_measures_of_outcomes")]

    operations = [migrations.RemoveField(model_name="measure", name="outcome_words")]
