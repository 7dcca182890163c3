"""Addresses of the import pages. They say what a file became, never whom it is about."""

from django.urls import path

from adsum.web.intake import acts, pages

urlpatterns = [
    path("imports/", pages.packages, name="intake"),
    path("imports/files/", acts.file, name="intake-file"),
    path("imports/<str:key>/", pages.package, name="package"),
    path("imports/<str:key>/progress/", pages.progress, name="package-progress"),
    path("imports/<str:key>/findings.csv", pages.findings, name="package-findings"),
    path("imports/<str:key>/check/", acts.check, name="package-check"),
    path("imports/<str:key>/application/", acts.application, name="package-application"),
]
