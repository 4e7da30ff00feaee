"""Addresses of action plans."""

from django.urls import path

from actionplans.views import (
    comparison,
    content,
    feeds,
    parts,
    plans,
    progress,
    revisions,
    stages,
    versions,
)

app_name = "actionplans"
ONE = "<str:reference>/"

urlpatterns = [
    path("", plans.plan_list, name="plan-list"),
    path("new/", plans.plan_new, name="plan-new"),
    path("my-actions/", progress.my_actions, name="my-actions"),
    path("my-actions/all/", progress.my_action_list, name="my-action-list"),
    path("my-actions/calendar/", feeds.my_calendar, name="my-calendar"),
    path("calendar/<str:secret>/actions.ics", feeds.calendar_feed, name="calendar-feed"),
    path(ONE, plans.plan_detail, name="plan-detail"),
    path(f"{ONE}change/", plans.plan_change, name="plan-change"),
    path(f"{ONE}history/", plans.plan_history, name="plan-history"),
    path(f"{ONE}submit/", versions.plan_submit, name="plan-submit"),
    path(f"{ONE}revise/", revisions.plan_revise, name="plan-revise"),
    path(f"{ONE}tables/<slug:part>/", plans.plan_csv, name="plan-csv"),
    path(f"{ONE}stages/<int:number>/", stages.stage_detail, name="stage-detail"),
    path(f"{ONE}stages/<int:number>/autosave/", stages.stage_autosave, name="stage-autosave"),
    path(f"{ONE}stages/<int:number>/reopen/", stages.stage_reopen, name="stage-reopen"),
    path(
        f"{ONE}stages/<int:number>/iterations/<int:iteration>/",
        stages.revision_detail,
        name="revision-detail",
    ),
    path(f"{ONE}actions/", progress.action_list, name="action-list"),
    path(f"{ONE}actions/new/", parts.action_new, name="action-new"),
    path(f"{ONE}actions/<int:key>/", parts.action_status, name="action-status"),
    path(f"{ONE}actions/<int:key>/change/", parts.action_change, name="action-change"),
    path(f"{ONE}team/new/", parts.member_new, name="member-new"),
    path(f"{ONE}team/<int:key>/remove/", parts.member_remove, name="member-remove"),
    path(f"{ONE}needs/new/", parts.need_new, name="need-new"),
    path(f"{ONE}needs/<int:number>/", parts.need_change, name="need-change"),
    path(f"{ONE}needs/<int:number>/withdraw/", parts.need_withdraw, name="need-withdraw"),
    path(f"{ONE}versions/", versions.version_list, name="version-list"),
    path(f"{ONE}versions/compare/", comparison.version_compare, name="version-compare"),
    path(f"{ONE}outcomes/new/", content.outcome_new, name="outcome-new"),
    path(f"{ONE}outcomes/<int:key>/", content.outcome_change, name="outcome-change"),
    path(f"{ONE}outcomes/<int:key>/remove/", content.outcome_remove, name="outcome-remove"),
    path(f"{ONE}resources/new/", content.resource_new, name="resource-new"),
    path(f"{ONE}resources/<int:key>/", content.resource_change, name="resource-change"),
    path(f"{ONE}resources/<int:key>/remove/", content.resource_remove, name="resource-remove"),
    path(f"{ONE}equality/", content.equality_change, name="equality-change"),
    path(f"{ONE}framework/", content.framework_change, name="framework-change"),
    path(f"{ONE}versions/<int:number>/", versions.version_detail, name="version-detail"),
    path(
        f"{ONE}versions/<int:number>/tables/<slug:part>/",
        versions.version_csv,
        name="version-csv",
    ),
]
