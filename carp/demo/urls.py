"""Addresses of the demonstration's own pages."""

from django.urls import path

from carp.demo import views

app_name = "demo"
urlpatterns = [
    path("demonstration/", views.person_list, name="person-list"),
    path("demonstration/sign-in/", views.sign_in, name="sign-in"),
    path("demonstration/outbox/", views.mail_list, name="mail-list"),
    path("demonstration/outbox/<int:pk>/", views.mail_detail, name="mail-detail"),
]
