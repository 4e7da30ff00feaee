from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "carp.demo"
    label = "demo"
