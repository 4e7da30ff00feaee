from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class GovernanceConfig(AppConfig):
    name = "carp.governance"
    label = "governance"

    def ready(self) -> None:
        """Higher apps say what waits for groups, and what decisions about their things do."""
        autodiscover_modules("agenda")
        autodiscover_modules("decided")
