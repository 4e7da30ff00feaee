"""What the public reads of the boards, without signing in."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseBase
from django.views.decorators.http import require_safe

from actionplans.filters import PublicDecisionList
from actionplans.selectors import boards
from carp.web.requests import Request


@login_not_required
@require_safe
def decision_list(request: Request) -> HttpResponseBase:
    """Every published decision, the newest first."""
    return PublicDecisionList(request, boards.published()).response("boards/public_decisions.html")
