"""Choosing what follows an assessment: routes with their own questions, and the community."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from crispy_forms.layout import LayoutObject
from django import forms
from django.http import QueryDict
from django.template import Context
from django.utils.safestring import SafeString

from carp import clock
from carp.accounts.models import User
from carp.accounts.roles import Role
from carp.council import packs
from carp.council.shapes import Route
from carp.web.fields import CharField, DateField, TextField
from carp.web.forms import Field, Fieldset, Form, Include
from carp.web.govuk import govuk, trusted
from carp.web.markup import field_html
from carp.web.widgets import as_texts
from register.forms import CommunityForm
from register.models import Community
from register.workflow import CommunityDetails
from triggers.forms.triage import DRAFT_ANSWER, reasons, with_draft
from triggers.forms.typed import typed
from triggers.models import Assessment, TriggerReport
from triggers.notices import draft_feedback
from triggers.selectors import describe
from triggers.workflow import OutcomeChoice, outcome_faults

NEW, KEPT = "new", "kept"
PREFIX = "new"
ENDING = ("close", "redirect")
QUESTIONS = {
    "act": ["service_managers"],
    "watch": ["watch_until"],
    "close": ["close_reason"],
    "redirect": ["redirect_reason"],
}


class Routes(LayoutObject):
    """The routes as checkboxes, each with its own questions below it while it is chosen."""

    def __init__(self, routes: Sequence[Route], suggested: Sequence[str]) -> None:
        self.fields = ["routes"]
        self.routes, self.suggested = routes, suggested

    def render(self, form: Any, context: Context, template_pack: str = "", **_: Any) -> SafeString:
        bound = form["routes"]
        chosen = as_texts(bound.value())
        ends = [route for route in self.routes if route.kind in ENDING]
        goes_on = [route for route in self.routes if route not in ends]
        items: list[dict[str, Any]] = [self._item(form, route, chosen) for route in goes_on]
        items.append({"divider": "or"})
        items += [self._item(form, route, chosen) | {"behaviour": "exclusive"} for route in ends]
        legend = {"text": str(bound.label), "classes": "govuk-fieldset__legend--m"}
        return govuk(
            "checkboxes",
            name=bound.html_name,
            id_prefix=bound.auto_id,
            fieldset={"legend": legend},
            hint={"text": bound.field.help_text},
            error_message={"text": " ".join(bound.errors)} if bound.errors else None,
            items=items,
        )

    def _item(self, form: Any, route: Route, chosen: set[str]) -> dict[str, Any]:
        hint = " ".join(
            filter(None, ("Suggested." if route.code in self.suggested else "", route.hint))
        )
        item: dict[str, Any] = {
            "value": route.code,
            "text": route.label,
            "checked": route.code in chosen,
        }
        if hint:
            item["hint"] = {"text": hint}
        asked = QUESTIONS.get(route.kind, [])
        if asked:
            inner = "".join(field_html(form[name], optional=False, small=True) for name in asked)
            item["conditional"] = {"html": trusted(inner)}
        return item


# The question under a kind of route, and what it says while the route is not ticked.
UNDER_A_ROUTE: dict[str, tuple[str, Any]] = {
    "act": ("service_managers", []),
    "watch": ("watch_until", None),
    "close": ("close_reason", ""),
    "redirect": ("redirect_reason", ""),
}


class OutcomeForm(Form):
    """The choice itself; what it still lacks is said by the workflow, field by field."""

    routes = forms.MultipleChoiceField(
        label="What should follow?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Choose one or more. The suggestion comes from the assessment.",
    )
    service_managers = forms.TypedMultipleChoiceField(
        label="Which service managers?",
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text="They are told at once.",
    )
    watch_until = DateField(label="Look again on", required=False)
    close_reason = forms.ChoiceField(label="Why is it closed?", required=False)
    redirect_reason = forms.ChoiceField(
        label="Where does it belong?",
        required=False,
        help_text=(
            "Is it about the safety of one person? Go back and hand it over to safeguarding."
        ),
    )
    reasons = TextField(
        label="Why does your choice differ from the suggestion?",
        required=False,
        rows=3,
        max_length=2000,
        help_text="Leave empty if it does not. Closing or redirecting always needs a reason.",
    )
    community = forms.ChoiceField(
        label="Which community is it about?",
        required=False,
        widget=forms.RadioSelect,
    )
    search = CharField(label="Search the register", required=False, max_length=100)
    feedback = TextField(
        label="What is the reporter told?",
        required=False,
        rows=3,
        max_length=4000,
        help_text="The reporter reads this on the portal. Do not name anybody. "
        "Needed when the report is closed or redirected.",
    )

    def __init__(
        self,
        *args: Any,
        report: TriggerReport,
        assessment: Assessment | None,
        communities: Sequence[Community],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.pack = packs.current()
        self.suggested = assessment.suggested_routes if assessment else []
        self.managers = {each.pk: each for each in User.objects.holding(Role.SERVICE_MANAGER)}
        self.communities = {each.reference: each for each in communities}
        self.report, self.kept = report, report.community
        self._offer()

    def _offer(self) -> None:
        """The choices of the day."""
        pack, fields = self.pack, self.fields
        offered = {
            "routes": pack.choices("routes"),
            "service_managers": [(pk, describe(each)) for pk, each in self.managers.items()],
            "close_reason": [("", "Choose a reason"), *reasons("closure_reasons")],
            "redirect_reason": [("", "Choose a reason"), *reasons("redirect_reasons")],
            "community": self._community_choices(),
        }
        for name, choices in offered.items():
            fields[name].choices = choices
        if not self.managers:
            fields["service_managers"].help_text = "Nobody is a service manager on the portal yet."

    def _community_choices(self) -> list[tuple[str, str]]:
        kept = [(KEPT, f"{self.kept} ({self.kept.reference}), as now")] if self.kept else []
        known = [
            (reference, f"{each} ({reference}), {each.get_status_display().lower()}")
            for reference, each in self.communities.items()
            if each != self.kept
        ]
        return [*kept, *known, (NEW, "A new community, from the answers of this report")]

    def layout_objects(self) -> list[Any]:
        return [
            Routes(self.pack.routes, self.suggested),
            Field("reasons", optional=False),
            Include("triggers/_outcome_community.html"),
            Fieldset("The reporter", Field("feedback", optional=False), DRAFT_ANSWER),
        ]

    def clean(self) -> dict[str, Any]:
        """What stands under a route that is not ticked is not seen, and so not asked for."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        kinds = {self.pack.item("routes", code).kind for code in given.get("routes", ())}
        for kind, (name, nothing) in UNDER_A_ROUTE.items():
            if kind not in kinds:
                self.errors.pop(name, None)
                given[name] = nothing
        return given

    def choice(self, new: CommunityDetails | None) -> OutcomeChoice:
        """What was chosen, for the workflow; the community only where the report goes on."""
        given = self.cleaned_data
        linked = None if self.only_ends else self.communities.get(given["community"])
        return OutcomeChoice(
            routes=given["routes"],
            reasons=given["reasons"],
            community=linked,
            create=new,
            service_managers=[self.managers[pk] for pk in given["service_managers"]],
            watch_until=given["watch_until"],
            redirect_reason=given["redirect_reason"],
            close_reason=given["close_reason"],
            feedback=given["feedback"],
        )

    @property
    def wants_new(self) -> bool:
        return self.cleaned_data.get("community") == NEW and not self.only_ends

    @property
    def only_ends(self) -> bool:
        kinds = {self.pack.item("routes", code).kind for code in self.cleaned_data["routes"]}
        return bool(kinds) and kinds <= set(ENDING)


class EnteredForm(CommunityForm):
    """The new community as the register will say it; only its name is not in the report."""

    def layout_objects(self) -> list[Any]:
        small = {"small": True, "optional": False}
        return [
            Field("kind", small=True),
            Field("areas", columns=True, **small),
            Field("categories", **small),
            Field("scale"),
            Field("streets"),
            Field("summary"),
            Field("what_works"),
        ]

    @staticmethod
    def initial_of_report(report: TriggerReport) -> dict[str, Any]:
        """The report's own answers, so that nobody types them again (policy 6.3).

        What a restricted report says goes nowhere by itself: every officer and member reads the
        register (quality T9).
        """
        told = {
            "name": report.where[:160],
            "summary": report.what,
            "what_works": report.what_works,
        }
        return {
            "kind": report.community_kind,
            "areas": [report.area.code] if report.area else [],
            "categories": [row.code for row in report.categories.all()],
        } | ({} if report.is_restricted else told)


class OutcomePage:
    """Both forms of the page: what was sent, or what the report and its assessment suggest."""

    def __init__(
        self,
        report: TriggerReport,
        assessment: Assessment | None,
        *,
        communities: Sequence[Community],
        data: QueryDict | None,
    ) -> None:
        self.report, self.assessment = report, assessment
        about: dict[str, Any] = {
            "report": report,
            "assessment": assessment,
            "communities": communities,
        }
        if data is None:
            self.form = OutcomeForm(initial=_initial(report, assessment, communities), **about)
            self.new = EnteredForm(initial=EnteredForm.initial_of_report(report), prefix=PREFIX)
        elif "find" in data or "draft" in data:
            kept = typed(OutcomeForm.base_fields, data)
            if "draft" in data:
                kept["feedback"] = with_draft(
                    kept["feedback"], _drafted(OutcomeForm(data, **about))
                )
            self.form = OutcomeForm(initial=kept, **about)
            kept = typed(EnteredForm.base_fields, data, prefix=PREFIX)
            self.new = EnteredForm(initial=kept, prefix=PREFIX)
        else:
            self.form, self.new = OutcomeForm(data, **about), EnteredForm(data, prefix=PREFIX)

    def is_sound(self) -> bool:
        """All that was sent judged at once; a new community only where one is to be entered."""
        sound = self.form.is_valid()
        if sound and self.form.wants_new:
            if not self.new.is_valid():
                self._judge_the_rest()
            return self.new.is_valid()
        kept = typed(EnteredForm.base_fields, self.form.data, prefix=PREFIX)
        self.new = EnteredForm(initial=kept, prefix=PREFIX)
        return sound

    def _judge_the_rest(self) -> None:
        """What else is wrong when the new community is: so that nobody is sent back twice."""
        if self.assessment is not None:
            found = outcome_faults(self.report, self.assessment, self.form.choice(None))
            self.add_errors(
                {field: words for field, words in found.items() if field != "community"}
            )

    @property
    def details_open(self) -> bool:
        """Whether something is wrong behind the line to open; the name stands before it."""
        return bool(self.new.errors.keys() - {"name"}) if self.new.is_bound else False

    def choice(self) -> OutcomeChoice:
        return self.form.choice(self.new.details() if self.form.wants_new else None)

    def add_errors(self, faults: dict[str, str]) -> None:
        """Each sentence of the workflow beside its field."""
        for field, sentence in faults.items():
            at = self.form if field in self.form.fields else self.new
            at.add_error(field, sentence)


def _drafted(form: OutcomeForm) -> str:
    """The answer that the chosen routes suggest; an ending one says it by its reason."""
    form.is_valid()
    given, pack = form.cleaned_data, form.pack
    chosen = [pack.items("routes").get(code) for code in given.get("routes", ())]
    named = {
        "close": pack.items("closure_reasons").get(given.get("close_reason", "")),
        "redirect": pack.items("redirect_reasons").get(given.get("redirect_reason", "")),
    }
    reasons = [named.get(route.kind) or route for route in chosen if route is not None]
    linked = form.communities.get(given.get("community", ""))
    community = linked.name if linked else ""
    return draft_feedback(form.report, reasons, community=community, on=given.get("watch_until"))


def _initial(
    report: TriggerReport, assessment: Assessment | None, communities: Sequence[Community]
) -> dict[str, Any]:
    """The suggestion, and the community that the report is linked to or would make."""
    if assessment is None:
        return {}
    pack = packs.current()
    suggested = [pack.item("routes", code) for code in assessment.suggested_routes]
    goes_on = [route.code for route in suggested if route.kind not in ENDING]
    matrix = packs.of(assessment.council_pack_id).matrix(assessment.matrix)
    kept = KEPT if report.community_id else "" if communities else NEW
    review = clock.today() + timedelta(days=matrix.band(assessment.band).review_days)
    return {"routes": goes_on, "community": kept, "watch_until": review}
