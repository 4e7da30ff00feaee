from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "carp.governance"
    label = "governance"
