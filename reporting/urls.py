"""The addresses of the reports, below /reports/."""

from django.urls import path

from reporting import views

app_name = "reporting"

urlpatterns = [
    path("", views.run_list, name="run-list"),
    path("new/", views.run_new, name="run-new"),
    path("new/annual/", views.run_new_annual, name="run-new-annual"),
    path("<str:reference>/", views.run_detail, name="run-detail"),
    path("<str:reference>/progress.json", views.run_progress, name="run-progress"),
    path("<str:reference>/download/<str:format>/", views.run_download, name="run-download"),
    path("<str:reference>/retry/", views.run_retry, name="run-retry"),
]
