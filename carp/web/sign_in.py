"""allauth's forms in our words: labels without placeholders, and what is missing said plainly."""

from typing import Any

from allauth.account import forms as allauth
from django import forms

LABELS = {
    "login": "E-mail address",
    "email": "E-mail address",
    "password": "Password",
    "oldpassword": "Your password now",
    "password1": "New password",
    "password2": "New password again",
}
MISSING = {
    "login": "Enter your e-mail address",
    "email": "Enter your e-mail address",
    "password": "Enter your password",
    "oldpassword": "Enter your password as it is now",
    "password1": "Enter a new password",
    "password2": "Enter the new password again",
}


def put_plainly(form: forms.Form) -> None:
    """Our labels and sentences; no placeholder, which vanishes as soon as somebody types."""
    for name, field in form.fields.items():
        field.label = LABELS.get(name, field.label)
        field.help_text = ""
        field.error_messages["required"] = MISSING.get(name, "Answer this question")
        field.widget.attrs.pop("placeholder", None)


class PlainWords:
    """For any of allauth's forms."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        put_plainly(self)  # type: ignore[arg-type]  # mixed into forms only


class LoginForm(PlainWords, allauth.LoginForm):
    pass


class ResetPasswordForm(PlainWords, allauth.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(PlainWords, allauth.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(PlainWords, allauth.ChangePasswordForm):
    pass


class SetPasswordForm(PlainWords, allauth.SetPasswordForm):
    pass
