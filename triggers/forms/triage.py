"""The short forms of triage: one step each."""

from collections.abc import Collection
from typing import Any, TypeVar

from django import forms
from django.http import QueryDict

from carp import clock
from carp.accounts.models import Organisation, User
from carp.accounts.roles import Capability
from carp.council import packs
from carp.council.calendar import add_working_days
from carp.web.fields import CharField, DateField, TextField
from carp.web.forms import Button, Field, Form
from triggers import notices, selectors
from triggers.forms.step import StepForm
from triggers.forms.typed import typed
from triggers.models import ReportTask, TriggerReport
from triggers.workflow import Addressee
from triggers.workflow.outcome import REASONS_OF

SERVICE, PARTNER, SOMEBODY = "service:", "partner:", "somebody"
LONGEST_NAME = 200
Drafted = TypeVar("Drafted", bound=Form)
DRAFT_ANSWER = Button("Draft the answer", name="draft", style="secondary")


def people(capability: Capability) -> list[tuple[str, str]]:
    """People to choose from, with their posts: two may have the same name."""
    return [(str(each.pk), selectors.describe(each)) for each in selectors.holders(capability)]


class AssignForm(StepForm):
    heading = "Who works on this report?"
    told = "The report is assigned."
    to = forms.TypedChoiceField(
        label="Nominated officer",
        coerce=int,
        error_messages={"required": "Choose a nominated officer"},
    )
    buttons = (Button("Assign report"),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        officers = people(Capability.TRIGGER_TRIAGE)
        self.fields["to"].choices = [("", "Choose an officer"), *officers]

    def officer(self) -> User:
        return User.objects.get(pk=self.cleaned_data["to"])


class AskForm(StepForm):
    heading = "Ask for information"
    told = "The question is recorded."
    whom = forms.ChoiceField(label="Whom do you ask?", required=False)
    asked_of = CharField(
        label="Who is it, if they are not in the list, or who there",
        max_length=100,
        required=False,
        help_text="For example “Lincolnshire Police, neighbourhood team”.",
    )
    asked_email = forms.EmailField(
        label="E-mail address of who is asked",
        required=False,
        help_text="They get a mail that a question waits and whom to ring. It does not say what "
        "it is about, nor where.",
    )
    question = TextField(
        label="What do you need to know?",
        max_length=2000,
        help_text="The portal keeps the question; the mail does not carry it.",
        error_messages={"required": "Enter what you need to know"},
    )
    due_on = DateField(label="When do you need the answer?")
    layout = (
        Field("whom", optional=False),
        Field("asked_of", optional=False),
        "asked_email",
        "question",
        "due_on",
    )
    buttons = (Button("Record the question"),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        days = packs.current().service_levels.information_working_days
        kwargs.setdefault("initial", {"due_on": add_working_days(clock.today(), days)})
        super().__init__(*args, **kwargs)
        self.partners = {str(each.pk): each for each in Organisation.objects.all()}
        partners = [(f"{PARTNER}{key}", each.name) for key, each in self.partners.items()]
        services = packs.current().choices("services")
        self.fields["whom"].choices = [
            ("", "Choose whom you ask"),
            ("Services of the council", [(SERVICE + code, label) for code, label in services]),
            *([("Partner organisations", partners)] if partners else []),
            (SOMEBODY, "Somebody else: say who below"),
        ]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        unknown = given.get("whom") in ("", SOMEBODY)
        if unknown and "asked_of" not in self.errors and not given["asked_of"]:
            self.add_error("asked_of", "Choose or enter whom you ask")
        return given

    def asked(self) -> dict[str, Any]:
        """The question as the workflow takes it."""
        given = self.cleaned_data
        whom, who_there = given["whom"], given["asked_of"]
        service = whom.removeprefix(SERVICE) if whom.startswith(SERVICE) else ""
        partner = self.partners.get(whom.removeprefix(PARTNER))
        known = packs.current().label("services", service) if service else str(partner or "")
        return {
            "asked_of": ", ".join(filter(None, (known, who_there)))[:LONGEST_NAME],
            "question": given["question"],
            "due_on": given["due_on"],
            "to": Addressee(service, partner, given["asked_email"]),
        }


class AnswerForm(StepForm):
    heading = "Record an answer"
    told = "The answer is recorded."
    answer = TextField(
        label="What was answered?",
        max_length=8000,
        help_text="Do not name people or give details by which one person could be recognised.",
        error_messages={"required": "Enter what was answered"},
    )
    buttons = (Button("Record the answer"),)


def reasons(listed: str) -> list[tuple[str, str]]:
    """Reasons to choose from; what is about one person is handed over on a page of its own."""
    offered = packs.current().items(listed).values()
    return [(each.code, each.label) for each in offered if not getattr(each, "individual", False)]


def drafted(
    form_class: type[Drafted], data: QueryDict, report: TriggerReport, reason_field: str
) -> Drafted:
    """The form as it was typed, with the draft of the answer in its box."""
    kept = typed(form_class.base_fields, data)
    listed = packs.current().items(REASONS_OF[reason_field])
    drafts = {code: notices.draft_feedback(report, [each]) for code, each in listed.items()}
    draft = drafts.get(kept[reason_field] or "", "")
    kept["feedback"] = with_draft(kept["feedback"], draft, known=drafts.values())
    return form_class(initial=kept)


def with_draft(text: str | None, draft: str, *, known: Collection[str] = ()) -> str:
    """The draft in place of another draft, else below what was typed: nothing typed is lost."""
    text = (text or "").replace("\r\n", "\n").strip()
    if not text or text in known:
        return draft or text
    return text if not draft or draft in text else f"{text}\n\n{draft}"


class EndForm(StepForm):
    """The end of a report: its reason, and what the reporter is told."""

    feedback = TextField(
        label="What is the reporter told?",
        max_length=4000,
        required=False,
        help_text="The reporter reads this on the portal. Do not name anybody.",
    )
    listed = ""
    reason_field = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([self.reason_field, "feedback"])
        self.fields[self.reason_field].choices = [("", "Choose a reason"), *reasons(self.listed)]

    def layout_objects(self) -> list[Any]:
        return [Field(self.reason_field, optional=False), Field("feedback", optional=False)]

    def ended(self) -> dict[str, str]:
        given = self.cleaned_data
        return {"reason": given[self.reason_field], "feedback": given["feedback"]}


class RedirectForm(EndForm):
    heading = "Redirect to another service"
    told = "The report is redirected."
    redirect_reason = forms.ChoiceField(
        label="Where does it belong?",
        required=False,
        help_text=(
            "Is it about the safety of one person? Go back and hand it over to safeguarding."
        ),
    )
    listed, reason_field = "redirect_reasons", "redirect_reason"
    buttons = (Button("Redirect report"), DRAFT_ANSWER)


class CloseForm(EndForm):
    heading = "Close this report"
    told = "The report is closed."
    close_reason = forms.ChoiceField(label="Why is it closed?", required=False)
    listed, reason_field = "closure_reasons", "close_reason"
    buttons = (Button("Close report"), DRAFT_ANSWER)


class SetAsideForm(StepForm):
    heading = "Set aside as not genuine"
    told = "The report is set aside."
    set_aside_reason = forms.ChoiceField(
        label="Why is it not genuine?",
        help_text="The report stays on record, closed, and counts nowhere.",
        error_messages={"required": "Choose a reason"},
    )
    buttons = (Button("Set aside", style="warning"),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = packs.current().choices("set_aside_reasons")
        self.fields["set_aside_reason"].choices = [("", "Choose a reason"), *offered]


class WatchForm(StepForm):
    """Looking again at a watched report."""

    heading = "Look again"
    told = "What you found is recorded."
    found = TextField(label="What did you find?", rows=3, max_length=2000, required=False)
    answer = forms.ChoiceField(
        label="What follows?",
        required=False,
        choices=[
            ("longer", "Watch on until another day"),
            ("end", "End the watch: nothing more is to be done"),
            ("reopen", "Take the report up again"),
        ],
        widget=forms.RadioSelect,
    )
    until = DateField(
        label="Watch until", required=False, help_text="Only if you watch on, like 27 3 2027."
    )
    buttons = (Button("Record what you found"),)

    def layout_objects(self) -> list[Any]:
        return [Field(name, optional=False) for name in ("found", "answer", "until")]


class ReopenForm(StepForm):
    heading = "Reopen this report"
    told = "The report is open again."
    reason = TextField(
        label="Why is it reopened?",
        rows=3,
        max_length=2000,
        error_messages={"required": "Say why it is reopened"},
    )
    buttons = (Button("Reopen report"),)


class LookForm(Form):
    reason = TextField(
        label="Why is nothing more needed now?",
        rows=3,
        max_length=2000,
        help_text="It comes back when another report is made.",
        error_messages={"required": "Say why nothing more is needed now"},
    )
    buttons = (Button("Record that you looked"),)


class ActionForm(StepForm):
    heading = "Record what was done"
    told = "What was done is recorded."
    done = TextField(
        label="What was done?",
        max_length=4000,
        help_text="What, where and by whom. Do not name people who live there.",
        error_messages={"required": "Say what was done"},
    )
    buttons = (Button("Record the action"),)


class WithdrawForm(StepForm):
    told = "The referral is withdrawn."
    reason = TextField(
        label="Why is it withdrawn?",
        rows=3,
        max_length=2000,
        error_messages={"required": "Say why it is withdrawn"},
    )
    buttons = (Button("Withdraw referral", style="warning"),)


class TaskForm(StepForm):
    heading = "Add a task"
    told = "The task is added."
    title = CharField(
        label="What is to be done?",
        max_length=200,
        help_text="Do not name people who live there.",
        error_messages={"required": "Enter what is to be done"},
    )
    owner = forms.TypedChoiceField(
        label="Who does it?", coerce=int, error_messages={"required": "Choose who does it"}
    )
    due_on = DateField(label="By when?")
    buttons = (Button("Add task"),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        officers = people(Capability.TRIGGER_TRIAGE)
        self.fields["owner"].choices = [("", "Choose an officer"), *officers]

    def task(self) -> dict[str, Any]:
        """The task as the workflow takes it."""
        given = self.cleaned_data
        return {**given, "owner": User.objects.get(pk=given["owner"])}


class EndTaskForm(StepForm):
    heading = "What came of the task?"
    told = "The task is ended."
    state = forms.ChoiceField(
        label="What came of it?",
        choices=[
            (ReportTask.State.DONE.value, "It is done"),
            (ReportTask.State.CANCELLED.value, "It is not needed any more"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether it is done or cancelled"},
    )
    note = TextField(
        label="Note",
        rows=3,
        max_length=2000,
        required=False,
        help_text="If it is not needed, say why.",
    )
    buttons = (Button("Save"),)
