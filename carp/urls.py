"""The public addresses; those of the main journey stay for good."""

from django.urls import include, path

urlpatterns = [
    path("", include("carp.web.urls")),
    path("", include("carp.demo.urls")),
    path("register/", include("register.urls")),
    path("", include("triggers.urls")),
    path("plans/", include("actionplans.urls.plans")),
    path("boards/", include("actionplans.urls.boards")),
    path("decisions/", include("actionplans.urls.public")),
    path("fund/", include("funds.urls")),
    path("reports/", include("reporting.urls")),
]

handler400 = "carp.web.errors.bad_request"
handler403 = "carp.web.errors.forbidden"
handler404 = "carp.web.errors.not_found"
handler500 = "carp.web.errors.server_error"
