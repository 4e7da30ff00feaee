"""The public addresses; those of the main journey stay for good."""

from django.urls import include, path

# Those without a beginning of their own come last: until one fits, each address in them is tried.
urlpatterns = [
    path("register/", include("register.urls")),
    path("plans/", include("actionplans.urls.plans")),
    path("boards/", include("actionplans.urls.boards")),
    path("decisions/", include("actionplans.urls.public")),
    path("fund/", include("funds.urls")),
    path("reports/", include("reporting.urls")),
    path("", include("triggers.urls")),
    path("", include("carp.web.urls")),
    path("", include("carp.demo.urls")),
]

handler400 = "carp.web.errors.bad_request"
handler403 = "carp.web.errors.forbidden"
handler404 = "carp.web.errors.not_found"
handler500 = "carp.web.errors.server_error"
