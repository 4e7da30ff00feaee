from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "carp.accounts"
    label = "accounts"
