"""Who reported a concern, and how to reach them safely."""

from django.db import models
from django.db.models import Q

from triggers.models.reports import TriggerReport


class ReporterContact(models.Model):
    """Who reported and how to reach them safely: apart from the narrative, erasable by itself."""

    class Method(models.TextChoices):
        EMAIL = "email", "E-mail"
        TELEPHONE = "telephone", "Telephone"
        NONE = "none", "Please do not contact me"

    report = models.OneToOneField(TriggerReport, on_delete=models.CASCADE, related_name="contact")
    name = models.CharField(max_length=120, blank=True)
    organisation = models.CharField(max_length=160, blank=True)
    method = models.CharField(max_length=10, choices=Method)
    email = models.EmailField(blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    safe_note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                name="triggers_contact_can_be_used",
                condition=Q(method="none")
                | Q(method="email") & ~Q(email="")
                | Q(method="telephone") & ~Q(telephone=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Contact for report {self.report_id}"
