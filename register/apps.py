from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class RegisterConfig(AppConfig):
    name = "register"

    def ready(self) -> None:
        """Higher apps put their sections on a community's page in a module called panels."""
        autodiscover_modules("panels")
