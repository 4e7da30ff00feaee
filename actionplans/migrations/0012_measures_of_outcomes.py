"""A measure shows an outcome of its plan, and no longer only says so in words.

Words that are no outcome of the plan go to the measure's source, so that nothing is lost.
"""

import django.db.models.deletion
from django.db import migrations, models

LONGEST = 300


def link(apps, _editor):
    for measure in apps.get_model("actionplans", "Measure").objects.exclude(outcome_words=""):
        words = " ".join(measure.outcome_words.split())
        outcomes = apps.get_model("actionplans", "Outcome").objects.filter(plan=measure.plan_id)
        same = (each for each in outcomes if each.outcome.casefold() == words.casefold())
        measure.outcome = next(same, None)
        if measure.outcome is None:
            measure.source = f"{measure.source} Shows: {words}".strip()[:LONGEST]
        measure.save(update_fields=("outcome", "source"))


def unlink(apps, _editor):
    for measure in apps.get_model("actionplans", "Measure").objects.exclude(outcome=None):
        measure.outcome_words = measure.outcome.outcome
        measure.save(update_fields=("outcome_words",))


class Migration(migrations.Migration):
    dependencies = [("actionplans", "0011_drafts")]

    operations = [
        migrations.RenameField("measure", "outcome", "outcome_words"),
        migrations.AddField(
            model_name="measure",
            name="outcome",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="measures",
                to="actionplans.outcome",
            ),
        ),
        migrations.RunPython(link, unlink),
    ]
