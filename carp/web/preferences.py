"""What a person is sent, chosen by themself."""

from django.contrib import messages
from django.forms import BooleanField
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from carp.accounts import workflow
from carp.accounts.roles import Capability
from carp.web.forms import Button, Form
from carp.web.requests import Request, posted


class PreferencesForm(Form):
    daily_digest = BooleanField(
        label="One mail a day with what waits for me",
        required=False,
        help_text="Numbers and links only. Nothing is sent when nothing waits.",
    )
    assignment_mails = BooleanField(
        label="A mail at once when a colleague gives me a report or a task", required=False
    )
    mark_optional = False
    buttons = (Button("Save"),)


@require_http_methods(["GET", "POST"])
def what_we_send(request: Request) -> HttpResponse:
    """The mails that can be switched off; and why one kind cannot."""
    user = request.user
    held = {name: getattr(user, name) for name in PreferencesForm.base_fields}
    form = PreferencesForm(posted(request), initial=held)
    if form.is_valid():
        workflow.prefer(user, by=user, **form.cleaned_data)
        messages.success(request, "What we send you is changed.")
        return redirect("web:messages")
    triage = user.may(Capability.TRIGGER_TRIAGE)
    return render(request, "web/messages.html", {"form": form, "triage": triage})
