"""What is in force."""

from actionplans.models import NeedLine, Plan, PlanVersion, VersionNeed


def version_in_force(plan: Plan) -> PlanVersion | None:
    """The version that every approving group approved, until the next one takes its place."""
    return plan.versions.in_force().first()


def need_in_force(line: NeedLine) -> VersionNeed | None:
    """A need line as it stands in the version in force; money follows only this (policy 11.2)."""
    return (
        VersionNeed.objects.filter(line=line, version__in=PlanVersion.objects.in_force())
        .select_related("version")
        .first()
    )
