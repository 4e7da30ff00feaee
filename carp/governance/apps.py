from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class GovernanceConfig(AppConfig):
    name = "carp.governance"
    label = "governance"

    def ready(self) -> None:
        """Higher apps say what decisions about their things do in a module called decided."""
        autodiscover_modules("decided")
