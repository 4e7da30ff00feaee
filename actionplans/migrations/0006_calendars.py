"""The secret address from which a person's calendar reads their actions."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import carp.clock


class Migration(migrations.Migration):
    dependencies = [
        ("actionplans", "0005_doing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "shows",
                    models.CharField(
                        choices=[
                            ("titles", "The title of each action and its day"),
                            ("days", "The day only"),
                        ],
                        max_length=6,
                    ),
                ),
                ("opened_at", models.DateTimeField(default=carp.clock.now)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "user",
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
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("user",),
                        name="actionplans_one_calendar_a_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("shows__in", ("titles", "days"))),
                        name="actionplans_known_calendar",
                    ),
                ],
            },
        ),
    ]
