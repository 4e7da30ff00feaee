"""The ground floor as an app of its own: it has no models, and registers the system checks."""

from django.apps import AppConfig

from carp import checks


class CarpConfig(AppConfig):
    name = "carp"
    checks = checks
