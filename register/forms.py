"""What the register's pages ask."""

from typing import Any

from django import forms

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Role
from carp.council import packs
from carp.council.calendar import add_working_days
from carp.web.editing import EditingForm
from carp.web.fields import CharField, DateField, LinkField, TextField
from carp.web.forms import Button, Details, Field, Fieldset, Form, Include
from register import workflow
from register.models import Area, Community

WHAT_MAKES_IT = ("kind", "areas", "small_areas", "categories", "scale")
LEADS = (Role.OFFICER, Role.NOMINATED_OFFICER, Role.SERVICE_MANAGER)


def _scales() -> list[tuple[str, str]]:
    return [("", "Not said"), *packs.current().choices("scales")]


def _categories() -> list[tuple[str, str]]:
    return packs.current().choices("categories")


def _sources() -> list[tuple[str, Any]]:
    return [("", "Choose a source"), *packs.current().grouped_sources()]


class AreaField(forms.ModelMultipleChoiceField):
    """Areas by their code, each ticked in a box."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(to_field_name="code", required=False, **kwargs)

    def label_from_instance(self, area: Any) -> str:
        if area.kind == Area.Kind.LSOA and area.parent:
            return f"{area.name} ({area.parent.name})"
        return str(area.name)


class CommunityForm(Form):
    """A new entry of the register, or a changed one."""

    name = CharField(label="Name of the community", max_length=160)
    kind = forms.ChoiceField(
        label="What makes it a community?",
        choices=Community.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what makes this a community"},
    )
    areas = AreaField(
        label="Wards", queryset=Area.objects.wards().defer("geometry").order_by("name")
    )
    small_areas = AreaField(
        label="Small areas",
        queryset=Area.objects.small_areas()
        .select_related("parent")
        .defer("geometry", "parent__geometry")
        .order_by("parent__name", "name"),
        help_text="Only if the community is smaller than a ward.",
    )
    streets = TextField(
        label="Streets",
        required=False,
        rows=2,
        max_length=1000,
        help_text="Kept out of everything that is published.",
    )
    scale = forms.ChoiceField(label="How large is it?", required=False, choices=_scales)
    categories = forms.MultipleChoiceField(
        label="What do the people share?",
        required=False,
        choices=_categories,
        widget=forms.CheckboxSelectMultiple,
    )
    summary = TextField(
        label="Why may it be at risk?",
        required=False,
        max_length=4000,
        help_text="A few sentences.",
    )
    what_works = TextField(
        label="What works well here already?",
        required=False,
        max_length=4000,
        help_text="Groups, services and people to build on.",
    )
    lead = forms.ModelChoiceField(
        label="Lead officer",
        queryset=User.objects.filter(is_active=True, role_grants__role__in=LEADS)
        .distinct()
        .order_by("name"),
        required=False,
        empty_label="Nobody yet",
    )
    next_review_on = DateField(label="Next review", required=False)

    def layout_objects(self) -> list[Any]:
        kinds = packs.current().items("community_kinds").values()
        return [
            Field("name", width="two-thirds"),
            Field("kind", hints={kind.code: kind.hint for kind in kinds if kind.hint}),
            Fieldset(
                "Where it is",
                Field("areas", small=True, columns=True, optional=False),
                Details(
                    "Choose small areas inside a ward",
                    Field("small_areas", small=True, columns=True),
                ),
                Field("scale"),
                Field("streets"),
            ),
            Fieldset("Who they are", Field("categories", small=True, optional=False)),
            Fieldset("What is known", Field("summary"), Field("what_works")),
            Fieldset("Who looks after it", Field("lead"), Field("next_review_on")),
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not any(self.has_error(name) for name in WHAT_MAKES_IT):
            for field, sentence in workflow.faults(self.details()).items():
                if not self.has_error(field):
                    self.add_error(field, sentence)
        return given

    def details(self) -> workflow.CommunityDetails:
        given = self.cleaned_data
        return workflow.CommunityDetails(
            name=given.get("name", ""),
            kind=given["kind"],
            areas=(*given.get("areas", ()), *given.get("small_areas", ())),
            categories=tuple(given.get("categories", ())),
            scale=given.get("scale", ""),
            streets=given.get("streets", ""),
            summary=given.get("summary", ""),
            what_works=given.get("what_works", ""),
            lead=given.get("lead"),
            next_review_on=given.get("next_review_on"),
        )


class CommunityChangeForm(CommunityForm, EditingForm):
    """A changed entry, which carries what it said when it was opened."""


class NewCommunityForm(CommunityForm):
    """A new entry; one that looks like another is entered after a second look (policy 6.2)."""

    different = forms.BooleanField(
        label="This is a different community from those above", required=False
    )

    buttons = (Button("Add to the register"),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.similar: list[Community] = []
        super().__init__(*args, **kwargs)

    def layout_objects(self) -> list[Any]:
        if not self.similar and not self.data.get("different"):
            return super().layout_objects()
        warning = [Include("register/_similar.html"), Field("different", optional=False)]
        return warning + super().layout_objects()

    def ask_if_different(self, similar: list[Community]) -> None:
        """Show entries that may be the same community; a tick says that this is another."""
        self.similar = similar
        self.add_error(
            "different",
            "There are entries with a similar name. Look at them, then tick the box if yours "
            "is a different community.",
        )


class EvidenceForm(Form):
    """Something known about a community."""

    source = forms.ChoiceField(
        label="Where does it come from?",
        choices=_sources,
        error_messages={"required": "Choose a source"},
    )
    title = CharField(
        label="What is it?",
        error_messages={"required": "Say what it is"},
        max_length=160,
        help_text="A short title.",
    )
    text = TextField(
        label="What does it say?", error_messages={"required": "Say what it shows"}, max_length=8000
    )
    dated = DateField(label="Which day does it speak of?", help_text="For a period, its last day.")
    link = LinkField(
        label="Link",
        required=False,
        max_length=500,
        help_text="Where it can be read, if it is on the web.",
        error_messages={"invalid": "Enter an address like https://www.example.org/report"},
    )

    refused_at = "dated"
    buttons = (Button("Add evidence"),)

    def details(self) -> workflow.EvidenceDetails:
        return workflow.EvidenceDetails(**self.cleaned_data)


class ReasonForm(Form):
    """Why a community moves; closing asks what was evaluated and who decided."""

    reason = TextField(label="Why?", max_length=2000, error_messages={"required": "Say why"})


class IdentifyForm(ReasonForm):
    """From the day a community is identified its plan has a due date (policy 7.1)."""

    plan_due_on = DateField(label="When is the plan due?")

    layout = ("plan_due_on", "reason")
    buttons = (Button("Identify this community"),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        within = packs.current().service_levels.plan_due_working_days
        kwargs.setdefault("initial", {"plan_due_on": add_working_days(clock.today(), within)})
        super().__init__(*args, **kwargs)


class StepDownForm(ReasonForm):
    buttons = (Button("Step this community down"),)


class CloseForm(ReasonForm):
    reason = TextField(
        label="What was evaluated, and who decided to close it?",
        max_length=2000,
        help_text="Name the evaluation and the review that decided.",
    )
    buttons = (Button("Close this community", style="warning"),)
