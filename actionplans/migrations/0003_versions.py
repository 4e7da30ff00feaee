"""Versions that boards suspend or rescind, and minor revisions of the one in force."""

import carp.clock
import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


from carp.audit.guards import append_only, frozen_columns
from carp.migrating import RunStatements, together

FROZEN = frozen_columns(
    "actionplans_planversion",
    "plan_id",
    "number",
    "content",
    "content_hash",
    "approving_groups",
    "submitted_at",
    "submitted_by_id",
)


def _legacy(state: str):
    """SQLite remakes a table whose constraints change; the fund's triggers name that table."""

    def run(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "sqlite":
            editor.execute(f"PRAGMA legacy_alter_table = {state}")

    return run


class Migration(migrations.Migration):
    dependencies = [
        ("actionplans", "0002_guards"),
        ("governance", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together([
        RunStatements(FROZEN.reverse_code, FROZEN.code),
        RunStatements(_legacy("ON"), _legacy("OFF")),
        migrations.RemoveConstraint(
            model_name="planversion", name="actionplans_one_version_in_force"
        ),
        migrations.RemoveConstraint(
            model_name="planversion", name="actionplans_effective_has_its_time"
        ),
        migrations.RemoveConstraint(
            model_name="planversion", name="actionplans_known_version_status"
        ),
        migrations.AlterField(
            model_name="planversion",
            name="status",
            field=models.CharField(
                choices=[
                    ("submitted", "Submitted"),
                    ("effective", "In force"),
                    ("returned", "Returned for changes"),
                    ("rejected", "Rejected"),
                    ("superseded", "Superseded"),
                    ("suspended", "Suspended"),
                    ("rescinded", "Rescinded"),
                ],
                default="submitted",
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="planversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ("effective", "suspended"))),
                fields=("plan",),
                name="actionplans_one_version_in_force",
            ),
        ),
        migrations.AddConstraint(
            model_name="planversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("status__in", ("effective", "suspended", "rescinded")), _negated=True
                    ),
                    ("effective_at__isnull", False),
                    _connector="OR",
                ),
                name="actionplans_effective_has_its_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="planversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        (
                            "submitted",
                            "effective",
                            "returned",
                            "rejected",
                            "superseded",
                            "suspended",
                            "rescinded",
                        ),
                    )
                ),
                name="actionplans_known_version_status",
            ),
        ),
        RunStatements(_legacy("OFF"), _legacy("ON")),
        FROZEN,
        migrations.CreateModel(
            name="MinorRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("content", models.TextField(help_text="Canonical JSON.")),
                ("content_hash", models.CharField(max_length=64)),
                ("reason", models.CharField(max_length=300)),
                ("published_at", models.DateTimeField(default=carp.clock.now)),
                (
                    "published_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="actionplans.planversion",
                    ),
                ),
            ],
            options={
                "ordering": ("version", "-number"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "number"), name="actionplans_revision_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="actionplans_minor_revision_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Ruling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("suspend", "Suspended"),
                            ("resume", "Resumed"),
                            ("rescind", "Rescinded"),
                        ],
                        max_length=10,
                    ),
                ),
                ("recorded_at", models.DateTimeField(default=carp.clock.now)),
                (
                    "decision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.decision",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.group",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rulings",
                        to="actionplans.planversion",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("suspend", "resume", "rescind"))),
                        name="actionplans_known_ruling",
                    ),
                ],
            },
        ),
        append_only("actionplans_ruling"),
        append_only("actionplans_minorrevision"),
    ])
