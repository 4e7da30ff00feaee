"""Addresses of reports: made outside and inside, and worked on in triage."""

from django.urls import path

from triggers.views import inside, mine, outside, sending, status

app_name = "triggers"

reporting = [
    path("report/", outside.report_start, name="report-start"),
    path("report/danger-now/", outside.report_danger, name="report-danger"),
    path("report/leave/", outside.report_leave, name="report-leave"),
    path("report/check/", sending.report_check, name="report-check"),
    path("report/done/", sending.report_done, name="report-done"),
    path("report/status/", status.report_status, name="report-status"),
    path("report/inside/", inside.report_inside, name="report-inside"),
    path("report/mine/", mine.report_mine, name="report-mine"),
    path("report/mine/<str:reference>/", mine.report_own, name="report-own"),
    path("report/<slug:step>/", outside.report_step, name="report-step"),
]

urlpatterns = reporting
