"""The page on which a report is assessed (policy 9)."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from carp.web.requests import Request, posted
from triggers import documents, permissions, selectors, workflow
from triggers.forms.assessment import AssessmentPage
from triggers.forms.risks import NO_ACTION, NOW, TARGET
from triggers.models import Assessment, TriggerReport
from triggers.views.steps import carried_out, found


@require_http_methods(["GET", "POST"])
def assessment_edit(request: Request, reference: str) -> HttpResponse:
    """Write an assessment; every button keeps what was typed, and no script is needed."""
    report = found(request, reference)
    permissions.can_assess(request.user, report).require()
    supersedes = report.assessments.filter(state=Assessment.State.COMPLETED).exists()
    page = AssessmentPage(
        report,
        selectors.draft(report),
        data=posted(request),
        supersedes=supersedes,
    )
    if page.form.is_bound and _kept(request, report, page):
        return redirect("triggers:triage-detail", report.reference)
    context = {
        "report": report,
        "page": page,
        "other": page.draft if page.overtaken else None,
        # In the order of the page, in which what is wrong is listed as well.
        "lines": page.lines,
        "form": page.form,
        "pictures": _pictures(page),
        "supersedes": supersedes,
        "facts": selectors.facts(report),
        "recorded": selectors.sources(report),
        "figure": selectors.figure(report),
    }
    return render(request, "triggers/assessment_edit.html", context)


def _kept(request: Request, report: TriggerReport, page: AssessmentPage) -> bool:
    """Save the draft or complete it, as the button says."""
    complete = page.form.pressed("complete")
    sound = page.is_sound(complete=complete)
    if page.is_overtaken() or not sound:
        return False

    def step() -> None:
        save = workflow.complete_assessment if complete else workflow.save_assessment
        save(report, by=request.user, entry=page.entry())

    done = "The assessment is complete." if complete else "The draft is saved."
    return carried_out(request, page.form, step, done=done)


def _pictures(page: AssessmentPage) -> list[tuple[str, SafeString]]:
    """The matrix with the risks as they stand on the page, judged or not."""
    sides = [(NOW, "Risks now", "now"), (NO_ACTION, "Risks if nothing is done", "no-action")]
    if any(line.target.in_use for line in page.lines.forms):
        sides.append((TARGET, "Risks after what is planned", "target"))
    return [
        (
            title,
            documents.matrix_picture(
                page.matrix,
                [line.levels(names) for line in page.lines.forms],
                title=title,
                key=key,
            ),
        )
        for names, title, key in sides
    ]
