"""Choosing files: several at once with a report, one at a time from an officer."""

from typing import Any

from django import forms

from carp.files.kinds import ENDINGS
from carp.web.fields import CharField
from carp.web.forms import Button
from triggers.forms.step import StepForm


class FilesInput(forms.FileInput):
    """The browser's own way to choose several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Where files are chosen; it never holds any, so that a form can be shown again without."""

    widget = FilesInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs["accept"] = ",".join(ENDINGS)


class AddFileForm(StepForm):
    heading = "Add a file"
    told = "The file is added."
    file = forms.FileField(
        label="Which file?",
        allow_empty_file=True,  # the intake says so in our words
        max_length=None,
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        help_text="A picture (JPEG or PNG), a PDF, a CSV or a plain text file of 10 MB or less.",
        error_messages={"required": "Choose a file", "invalid": "Choose a file"},
    )
    note = CharField(
        label="Where did it come from?",
        max_length=200,
        help_text="For example “Sent by the parish council on 3 June”. Do not name anybody.",
        error_messages={"required": "Say where the file came from"},
    )
    buttons = (Button("Add file"),)
