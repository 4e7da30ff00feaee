"""What the reporter and the officers write to one another, each reader with a form of their own."""

from typing import Any

from django import forms

from carp.web.fields import TextField
from carp.web.forms import Button, Field, Form, Include
from triggers.forms.affected import WhoForm
from triggers.forms.files import FilesField
from triggers.forms.questions import radios
from triggers.forms.report import InsideForm
from triggers.forms.step import StepForm
from triggers.models import TriggerReport

Reporter = TriggerReport.Reporter
MOST_LETTERS = 5000
MOST_KEY = 2**63 - 1
CALLERS = [
    (Reporter.PARTNER, "Somebody from an organisation or a group"),
    (Reporter.RESIDENT, "Somebody who lives in the community or nearby"),
    (Reporter.MEMBER, "A councillor"),
    (Reporter.OFFICER, "Somebody who works for the council"),
    (Reporter.UNSAID, "They would rather not say"),
]


class _Message(StepForm):
    """A text, with the secret key by which it is kept once however often it is sent."""

    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)


class SeenForm(Form):
    """The last message that somebody had before them."""

    seen = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=MOST_KEY
    )


class AddForm(_Message):
    """What the reporter adds or answers; the view takes the files, one by one."""

    body = TextField(
        label="Write to the officer",
        max_length=MOST_LETTERS,
        help_text="Answer a question or add what has changed. Do not name anybody. If somebody is "
        "in danger, call 999.",
        required=False,  # files say something too
    )
    evidence_files = FilesField(
        label="Do you have files to add?",
        required=False,
        help_text="Up to 5 pictures (JPEG or PNG), PDFs, CSV or plain text files of 10 MB each. We "
        "remove from pictures where they were taken. Leave out pictures in which one person could "
        "be recognised.",
    )
    refused_at = "body"
    buttons = (Button("Send to the officer"),)

    def layout_objects(self) -> list[Any]:
        chosen = [Include("triggers/_files_kept.html"), Field("evidence_files")]
        return [Field("body", optional=False), *chosen]


class WriteForm(_Message, SeenForm):
    """What an officer writes for the reporter to read."""

    heading = "Write to the reporter"
    told = "The reporter can read it now."
    body = TextField(
        label="What do you want to tell or ask the reporter?",
        max_length=MOST_LETTERS,
        help_text="In plain English. Do not name anybody, and do not say who else reported.",
        error_messages={"required": "Enter what the reporter is to read"},
    )
    buttons = (Button("Send to the reporter"),)

    def layout_objects(self) -> list[Any]:
        return [Field("body"), Include("triggers/_reader_reporter.html")]


class NoteForm(_Message):
    """What officers note for themselves and for those to whom the report is sent."""

    heading = "Write a private note"
    told = "The private note is kept."
    body = TextField(
        label="What do you want to note?",
        max_length=MOST_LETTERS,
        help_text="Everybody who may open this report reads it, but never the reporter.",
        error_messages={"required": "Enter the note"},
    )
    buttons = (Button("Keep the private note", style="secondary"),)

    def layout_objects(self) -> list[Any]:
        return [Field("body"), Include("triggers/_reader_internal.html")]


class WithdrawMessageForm(StepForm):
    heading = "Withdraw what you wrote"
    told = "It is withdrawn."
    reason = TextField(
        label="Why is it withdrawn?",
        rows=3,
        max_length=2000,
        help_text="It stays on record. Where the reporter could read it, they read instead that it "
        "was withdrawn.",
        error_messages={"required": "Say why it is withdrawn"},
    )
    buttons = (Button("Withdraw it", style="warning"),)


class ReissueForm(Form):
    """How somebody who lost their receipt was recognised."""

    edition = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    recognised = TextField(
        label="How did you make sure that this is the person who reported it?",
        rows=3,
        max_length=2000,
        help_text="For example: they named the reference and the day, and said what they had "
        "written. Do not note what they said.",
        error_messages={"required": "Say how you made sure who it is"},
    )
    buttons = (Button("Make a new receipt"),)


class CallerForm(WhoForm):
    """Who is on the telephone."""

    title = "The caller"
    reporter_kind = radios("Who is calling?", CALLERS, missing="Select who is calling")


class TelephoneForm(CallerForm, InsideForm):
    """The one page, filled in for somebody on the telephone, who can show no file."""

    evidence_files = None  # type: ignore[assignment]  # so Django takes a field away
    parts = (CallerForm, *InsideForm.parts)
    field_order = (*CallerForm.base_fields, *InsideForm.field_order)
    layout_objects = InsideForm.layout_objects
