"""What is asked of somebody who wants a report."""

from functools import partial
from typing import Any

from django import forms

from carp import clock
from carp.accounts.models import User
from carp.council import packs
from carp.council.shapes import ReportTemplate
from carp.web.fields import CharField, DateField, TextField
from carp.web.forms import Button, Field, Fieldset, Form
from reporting.models import ReportRun
from reporting.selectors.periods import Period, offered

Kind = ReportRun.Kind
IMPLICATION = "implication_"
YES_NO = [("no", "No"), ("yes", "Yes")]
PAPERS_HINT = "One a line. Put the web address after the title. Leave out confidential papers."


def _periods(kind: str) -> list[tuple[str, str]]:
    return [(each.label, _words(each)) for each in offered(on=clock.today())[kind]]


def _last_over(kind: str) -> str:
    """What is asked for most: the last period that is over."""
    return offered(on=clock.today())[kind][1].label


def _words(period: Period) -> str:
    so_far = "" if period.whole else " (so far)"
    return f"{period.name}: {period.in_words}{so_far}"


def _quarters() -> list[tuple[str, str]]:
    return _periods(Kind.QUARTERLY)


def _years() -> list[tuple[str, str]]:
    return _periods(Kind.ANNUAL)


class ReportForm(Form):
    """What both reports ask."""

    kind = ""
    period = forms.ChoiceField(label="Period")
    report_by = CharField(label="Report by", max_length=120, required=False)
    contact_officer = CharField(
        label="Contact officer",
        max_length=200,
        required=False,
        help_text="Name, post, e-mail address or telephone number.",
    )
    change_note = TextField(
        label="What does it correct?",
        required=False,
        rows=2,
        max_length=1000,
        help_text="Only where this report is ready already. It stays, beside the new version.",
    )
    buttons = (Button("Make the report"),)

    def parameters(self) -> dict[str, Any]:
        """What was typed, as it is kept with the run."""
        return {name: self.cleaned_data[name] for name in ("report_by", "contact_officer")}


class QuarterlyForm(ReportForm):
    """The quarter's Progress & Delivery report."""

    kind = Kind.QUARTERLY
    period = forms.ChoiceField(
        label="Quarter", choices=_quarters, initial=partial(_last_over, Kind.QUARTERLY)
    )


class AnnualForm(ReportForm):
    """The annual report, with what the council's committee template asks."""

    kind = Kind.ANNUAL
    period = forms.ChoiceField(
        label="Financial year", choices=_years, initial=partial(_last_over, Kind.ANNUAL)
    )
    committee_reference = CharField(
        label="Reference", max_length=40, required=False, help_text="Such as PRCC.18 24/25."
    )
    meeting_on = DateField(label="Date of the meeting", required=False)
    financial_reference = CharField(
        label="FIN reference",
        max_length=40,
        required=False,
        help_text="Such as FIN/58/24. Needed unless there are no financial implications.",
    )
    background_papers = TextField(
        label="Background papers", required=False, rows=4, max_length=4000, help_text=PAPERS_HINT
    )
    call_in = forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect, initial="no")
    key_decision = forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect, initial="no")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line in self.template.implications:
            self.fields[IMPLICATION + line.code] = TextField(
                label=line.label,
                required=False,
                rows=2,
                max_length=2000,
                initial=line.none_text,
                help_text=line.hint,
            )
        for name in ("call_in", "key_decision"):
            declared = getattr(self.template, name)
            if declared is None:
                del self.fields[name]
            else:
                self.fields[name].label = declared.question
                self.fields[name].help_text = declared.hint

    @property
    def template(self) -> ReportTemplate:
        template: ReportTemplate = packs.current().item("report_templates", Kind.ANNUAL)
        return template

    def layout_objects(self) -> list[Any]:
        implications = [name for name in self.fields if name.startswith(IMPLICATION)]
        declared = [name for name in ("call_in", "key_decision") if name in self.fields]
        return [
            Field("period"),
            Fieldset("The meeting", "committee_reference", "meeting_on"),
            Fieldset("Who reports", "report_by", "contact_officer"),
            Fieldset("Implications", *implications, "financial_reference"),
            Fieldset("Papers", "background_papers"),
            *(
                [
                    Fieldset(
                        "Call in and key decision", *(Field(name, inline=True) for name in declared)
                    )
                ]
                if declared
                else []
            ),
            Field("change_note"),
        ]

    def clean_background_papers(self) -> list[list[str]]:
        lines = (line.strip() for line in self.cleaned_data["background_papers"].splitlines())
        return [_paper(line) for line in lines if line]

    def parameters(self) -> dict[str, Any]:
        given = self.cleaned_data
        meeting = given["meeting_on"]
        return super().parameters() | {
            "committee_reference": given["committee_reference"],
            "meeting_on": meeting.isoformat() if meeting else "",
            "financial_reference": given["financial_reference"],
            "background_papers": given["background_papers"],
            "call_in": given.get("call_in") == "yes",
            "key_decision": given.get("key_decision") == "yes",
            "implications": {
                name.removeprefix(IMPLICATION): text
                for name, text in given.items()
                if name.startswith(IMPLICATION)
            },
        }


def _paper(line: str) -> list[str]:
    """Title and address of "State of the District 2024 https://…"; the address may be missing."""
    title, _, last = line.rpartition(" ")
    if title and last.startswith(("https://", "http://")):
        return [title, last]
    return [line, ""]


def defaults_of(user: User) -> dict[str, str]:
    """Whoever asks is usually the contact officer."""
    return {"contact_officer": f"{user.name}, {user.email}"}
