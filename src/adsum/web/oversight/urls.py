"""Addresses of the audit trail and of the values in force."""

from django.urls import path

from adsum.web.oversight import pages

urlpatterns = [
    path("oversight/", pages.events, name="oversight"),
    path("policy/", pages.policy, name="policy"),
    path("policy/<str:key>/", pages.policy_value, name="policy-value"),
]
