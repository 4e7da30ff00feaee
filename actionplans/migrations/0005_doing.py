"""When an action starts, and what its owner says of its progress, which is never changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import carp.clock
from carp.audit.guards import append_only
from carp.migrating import together


class Migration(migrations.Migration):
    dependencies = [
        ("actionplans", "0004_content"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        migrations.AddField(
            model_name="action",
            name="starts_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="action",
            name="status_reason",
            field=models.CharField(blank=True, max_length=1000),
        ),
        migrations.AddIndex(
            model_name="action",
            index=models.Index(fields=["plan", "due_on", "id"], name="actionplans_actions_of_plan"),
        ),
        migrations.AddIndex(
            model_name="action",
            index=models.Index(
                fields=["owner", "due_on", "id"], name="actionplans_actions_of_owner"
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts_on__isnull", True),
                    ("starts_on__lte", models.F("due_on")),
                    _connector="OR",
                ),
                name="actionplans_action_starts_before_due",
            ),
        ),
        migrations.CreateModel(
            name="ProgressNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=1000)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("in_progress", "In progress"),
                            ("blocked", "Blocked"),
                            ("complete", "Complete"),
                            ("cancelled", "Cancelled"),
                        ],
                        max_length=12,
                    ),
                ),
                ("written_at", models.DateTimeField(default=carp.clock.now)),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="actionplans.action",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="actionplans_note_says_something",
                    )
                ],
            },
        ),
        append_only("actionplans_progressnote"),
    ])
