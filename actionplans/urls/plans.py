"""Addresses of action plans."""

from django.urls import path

from actionplans.views import measures, monitoring, parts, plans, stages, versions

app_name = "actionplans"
ONE = "<str:reference>/"

urlpatterns = [
    path("", plans.plan_list, name="plan-list"),
    path("new/", plans.plan_new, name="plan-new"),
    path("returns/", monitoring.return_list, name="return-list"),
    path(ONE, plans.plan_detail, name="plan-detail"),
    path(f"{ONE}change/", plans.plan_change, name="plan-change"),
    path(f"{ONE}history/", plans.plan_history, name="plan-history"),
    path(f"{ONE}submit/", versions.plan_submit, name="plan-submit"),
    path(f"{ONE}tables/<slug:part>/", plans.plan_csv, name="plan-csv"),
    path(f"{ONE}stages/<int:number>/", stages.stage_detail, name="stage-detail"),
    path(f"{ONE}stages/<int:number>/reopen/", stages.stage_reopen, name="stage-reopen"),
    path(
        f"{ONE}stages/<int:number>/iterations/<int:iteration>/",
        stages.revision_detail,
        name="revision-detail",
    ),
    path(f"{ONE}actions/new/", parts.action_new, name="action-new"),
    path(f"{ONE}actions/<int:key>/", parts.action_status, name="action-status"),
    path(f"{ONE}actions/<int:key>/change/", parts.action_change, name="action-change"),
    path(f"{ONE}team/new/", parts.member_new, name="member-new"),
    path(f"{ONE}team/<int:key>/remove/", parts.member_remove, name="member-remove"),
    path(f"{ONE}needs/new/", parts.need_new, name="need-new"),
    path(f"{ONE}needs/<int:number>/", parts.need_change, name="need-change"),
    path(f"{ONE}needs/<int:number>/withdraw/", parts.need_withdraw, name="need-withdraw"),
    path(f"{ONE}versions/<int:number>/", versions.version_detail, name="version-detail"),
    path(
        f"{ONE}versions/<int:number>/tables/<slug:part>/",
        versions.version_csv,
        name="version-csv",
    ),
    path(f"{ONE}monitoring/", monitoring.monitoring_detail, name="monitoring-detail"),
    path(f"{ONE}monitoring/tables/<slug:part>/", monitoring.monitoring_csv, name="monitoring-csv"),
    path(f"{ONE}measures/new/", measures.measure_new, name="measure-new"),
    path(f"{ONE}measures/<int:number>/", measures.measure_detail, name="measure-detail"),
    path(f"{ONE}measures/<int:number>/change/", measures.measure_change, name="measure-change"),
    path(
        f"{ONE}measures/<int:number>/withdraw/",
        measures.measure_withdraw,
        name="measure-withdraw",
    ),
    path(f"{ONE}measures/<int:number>/figures/new/", measures.figure_new, name="figure-new"),
    path(f"{ONE}returns/<int:number>/", monitoring.return_detail, name="return-detail"),
    path(f"{ONE}returns/<int:number>/write/", monitoring.return_write, name="return-write"),
    path(f"{ONE}reviews/new/", monitoring.review_new, name="review-new"),
    path(f"{ONE}evaluation/", monitoring.evaluation_write, name="evaluation-write"),
    path(f"{ONE}evaluation/<int:number>/", monitoring.evaluation_detail, name="evaluation-detail"),
    path(
        f"{ONE}evaluation/<int:number>/agree/",
        monitoring.evaluation_agree,
        name="evaluation-agree",
    ),
]
