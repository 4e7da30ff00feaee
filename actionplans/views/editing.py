"""The way of a form that changes a part of a plan: to the plan, what was sent, and back."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect

from actionplans import permissions
from actionplans.models import Plan
from actionplans.views.plans import plan_or_404
from carp.web.requests import Request


def editable(request: Request, reference: str) -> Plan:
    plan = plan_or_404(request, reference)
    permissions.can_edit(request.user, plan).require()
    return plan


def back(request: Request, plan: Plan, said: str) -> HttpResponseBase:
    messages.success(request, said)
    return redirect("actionplans:plan-detail", plan.reference)


def to_monitoring(request: Request, plan: Plan, said: str) -> HttpResponseBase:
    messages.success(request, said)
    return redirect("actionplans:monitoring-detail", plan.reference)
