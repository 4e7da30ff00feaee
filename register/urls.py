"""Addresses of the register."""

from django.urls import path

from register import views

app_name = "register"
urlpatterns = [
    path("", views.community_list, name="community-list"),
    path("new/", views.community_new, name="community-new"),
    path("areas/", views.area_list, name="area-list"),
    path("areas/<str:code>/", views.area_detail, name="area-detail"),
    path("<str:reference>/", views.community_detail, name="community-detail"),
    path("<str:reference>/edit/", views.community_edit, name="community-edit"),
    path("<str:reference>/evidence/new/", views.evidence_new, name="evidence-new"),
    path("<str:reference>/identify/", views.community_identify, name="community-identify"),
    path("<str:reference>/step-down/", views.community_step_down, name="community-step-down"),
    path("<str:reference>/close/", views.community_close, name="community-close"),
]
