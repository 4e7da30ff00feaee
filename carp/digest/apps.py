from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class DigestConfig(AppConfig):
    name = "carp.digest"
    label = "digest"

    def ready(self) -> None:
        """Higher apps say what waits for a person in a module called waiting."""
        autodiscover_modules("waiting")
