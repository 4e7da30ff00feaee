from django.db import models


class Heartbeat(models.Model):
    """The row that the readiness probe writes: a full disk still answers reads."""

    name = models.CharField(max_length=40, unique=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
