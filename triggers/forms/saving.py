"""Saving a report that is not finished, and coming back to it."""

from typing import Any

from django import forms

from carp.web.forms import Button, Field, Form
from triggers.forms.questions import radios

BY_MAIL, BY_CODE = "mail", "code"
WAYS = [(BY_CODE, "Show me a code to write down or print"), (BY_MAIL, "Send me a link by e-mail")]


class SaveForm(Form):
    """How somebody wants to come back; the address serves one mail and is not kept."""

    way = radios("How do you want to come back?", WAYS, missing="Select how you want to come back")
    email = forms.EmailField(
        label="E-mail address",
        required=False,
        max_length=254,
        help_text="If you chose the link. We delete the address once the mail is sent.",
    )
    buttons = (Button("Save my answers"),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["autocomplete"] = "email"

    def layout_objects(self) -> list[Any]:
        return [Field("way"), Field("email", optional=False)]

    def clean(self) -> dict[str, Any]:
        super().clean()
        wanted = self.cleaned_data.get("way") == BY_MAIL
        if wanted and not self.cleaned_data.get("email") and "email" not in self.errors:
            self.add_error("email", "Enter an e-mail address, or choose the code")
        return self.cleaned_data


class CodeForm(Form):
    """The code of saved answers, typed."""

    code = forms.CharField(
        label="Code",
        max_length=100,
        help_text="27 letters and numbers in groups of four, as you were shown them when you "
        "saved your answers. Capitals, spaces and dashes do not matter.",
        error_messages={
            "required": "Enter the code",
            "max_length": "Enter the code only: it has 27 letters and numbers",
        },
    )
    buttons = (Button("Open my answers"),)


class LinkForm(CodeForm):
    """The same, brought by a link: one button, because programs that check mail follow links."""

    code = forms.CharField(max_length=100, widget=forms.HiddenInput)
    layout = ()
