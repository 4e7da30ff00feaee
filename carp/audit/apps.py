from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "carp.audit"
    label = "audit"
