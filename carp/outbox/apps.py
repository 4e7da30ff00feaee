from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "carp.outbox"
    label = "outbox"
