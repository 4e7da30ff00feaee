from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "carp.web"
    label = "web"
    verbose_name = "Pages"
