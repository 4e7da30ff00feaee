"""Addresses that anybody may open."""

from django.urls import path

from actionplans.views import public

app_name = "decisions"

urlpatterns = [path("", public.decision_list, name="decision-list")]
