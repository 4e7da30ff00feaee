"""How allauth is to behave here: nobody signs up, and mail goes through the outbox."""

import secrets
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string

from carp.accounts.models import User
from carp.outbox import mail
from carp.web.address import client_network


class Backend(AuthenticationBackend):
    """Sign-in by e-mail; the person of a session comes with their roles."""

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.signed_in(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None


class Adapter(DefaultAccountAdapter):
    """Accounts are made by an administrator; a lost password is the only mail sent from here."""

    # In plain English, with what to do next; which of the two was wrong is said to nobody.
    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The e-mail address or the password is not right. Check both "
        "and try again, or choose “I have forgotten my password” below.",
        "enter_current_password": "The current password is not right. Enter it again.",
        "incorrect_password": "The password is not right. Enter it again.",
        "invalid_password_reset": "This link does not work any more. Ask for a new one.",
        "too_many_login_attempts": "There were too many tries. Wait five minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Attempts are counted by the network that tries, not by our proxy (quality T18)."""
        return client_network(request)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """To the address of the account: we keep no second table of addresses."""
        self.send_mail(template_prefix, email or user.email, context or {})

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        subject = render_to_string(f"{template_prefix}_subject.txt", context)
        body = render_to_string(f"{template_prefix}_message.txt", context)
        with transaction.atomic():
            # The key shows in the headers of the mail, so it names nobody.
            key = f"{template_prefix}:{secrets.token_hex(16)}"
            mail.send_later(to=email, subject=subject, body=body, key=key)
