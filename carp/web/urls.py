"""Pages without a subject, and the part of allauth that is open here: nobody signs up."""

from allauth.account import views as allauth
from django.urls import include, path, re_path

from carp.web import health, preferences, views

pages = (
    [
        path("", views.landing, name="landing"),
        path("accessibility/", views.accessibility, name="accessibility"),
        path("privacy/", views.privacy, name="privacy"),
        path("account/", views.account, name="account"),
        path("account/messages/", preferences.what_we_send, name="messages"),
        path("brand.css", views.brand, name="brand"),
        path("healthz", health.alive, name="alive"),
        path("readyz", health.ready, name="ready"),
    ],
    "web",
)

urlpatterns = [
    path("", include(pages)),
    path("sign-in/", allauth.login, name="account_login"),
    path("sign-out/", views.sign_out, name="account_logout"),
    path("sign-in/closed/", allauth.account_inactive, name="account_inactive"),
    path("account/password/", allauth.password_change, name="account_change_password"),
    path("account/password/first/", allauth.password_set, name="account_set_password"),
    path("sign-in/forgotten/", allauth.password_reset, name="account_reset_password"),
    path(
        "sign-in/forgotten/sent/",
        allauth.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(
        r"^sign-in/new-password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "sign-in/new-password/done/",
        allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]
