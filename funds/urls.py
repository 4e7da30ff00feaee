"""Addresses of the fund."""

from django.urls import path

from funds import views

app_name = "funds"
urlpatterns = [
    path("", views.pot_list, name="pot-list"),
    path("pots/new/", views.pot_new, name="pot-new"),
    path("pots/<int:number>/", views.pot_detail, name="pot-detail"),
    path("pots/<int:number>/ledger/", views.pot_ledger, name="pot-ledger"),
    path("pots/<int:number>/budget/", views.pot_budget, name="pot-budget"),
    path("pots/<int:number>/needs/", views.need_list, name="need-list"),
    path("pots/<int:number>/needs/<int:line>/", views.allocation_new, name="allocation-new"),
    path("allocations/", views.allocation_list, name="allocation-list"),
    path("<str:reference>/", views.allocation_detail, name="allocation-detail"),
    path("<str:reference>/authorise/", views.allocation_authorise, name="allocation-authorise"),
    path("<str:reference>/payments/new/", views.payment_new, name="payment-new"),
    path("<str:reference>/release/", views.allocation_release, name="allocation-release"),
    path("<str:reference>/withdraw/", views.allocation_withdraw, name="allocation-withdraw"),
]
