"""What a reporter says a report is about; the nominated officer decides whether it is."""

from django.db import models

from register.models import Community
from triggers.models.reports import TriggerReport


class SuggestedLink(models.Model):
    """The reporter saw a community that the council knows of, and said: yes, this one (policy 6.2).

    It links nothing: only the outcome does.
    """

    report = models.ForeignKey(
        TriggerReport, on_delete=models.CASCADE, related_name="suggested_links"
    )
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=("report", "community"), name="triggers_suggested_once"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id}, perhaps {self.community_id}"
