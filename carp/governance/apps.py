from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class GovernanceConfig(AppConfig):
    name = "carp.governance"
    label = "governance"

    def ready(self) -> None:
        """Higher apps say what waits for groups in a module called agenda."""
        autodiscover_modules("agenda")
