"""A person's own interests: declared, and ended."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from actionplans.forms.meetings import EndInterestForm, StandingInterestForm
from actionplans.selectors import boards
from actionplans.views import seat_tables
from carp.governance import permissions
from carp.governance import workflow as governance
from carp.governance.models import Interest
from carp.web.requests import Request, posted


@require_safe
def interest_list(request: Request) -> HttpResponseBase:
    """What one declared, with its dates."""
    permissions.can_read(request.user).require()
    table = seat_tables.own_interest_table(boards.interests_of(request.user))
    if request.GET.get("format") == "csv":
        return table.csv("interests")
    context = {"table": table, "may_declare": permissions.can_declare(request.user)}
    return render(request, "boards/interest_list.html", context)


@require_http_methods(["GET", "POST"])
def interest_new(request: Request) -> HttpResponseBase:
    """Declare a standing interest."""
    permissions.can_declare(request.user).require()
    form = StandingInterestForm(posted(request), user=request.user)
    if form.is_valid():
        with form.showing_refusals():
            governance.declare_interest(
                request.user,
                form.cleaned_data["subject"],
                by=request.user,
                nature=form.cleaned_data["nature"],
            )
            messages.success(request, "The interest has been declared.")
            return redirect("boards:interest-list")
    return render(request, "boards/interest_new.html", {"form": form})


@require_http_methods(["GET", "POST"])
def interest_end(request: Request, key: int) -> HttpResponseBase:
    """Say that one's interest has ended; another person's does not exist here."""
    interest = get_object_or_404(Interest.objects.of(request.user), pk=key)
    permissions.can_end(request.user, interest).require()
    form = EndInterestForm(posted(request))
    if form.is_valid():
        with form.showing_refusals():
            governance.end_interest(interest, by=request.user, **form.cleaned_data)
            messages.success(request, "The interest has ended.")
            return redirect("boards:interest-list")
    return render(request, "boards/interest_end.html", {"form": form, "interest": interest})
