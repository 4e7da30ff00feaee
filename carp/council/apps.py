from django.apps import AppConfig


class CouncilConfig(AppConfig):
    name = "carp.council"
    label = "council"
    verbose_name = "Council pack"
    default_auto_field = "django.db.models.BigAutoField"
