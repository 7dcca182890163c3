"""Addresses of the casework job."""

from django.urls import path

from adsum.web.casework import pages

urlpatterns = [path("students/<str:key>/conference/", pages.conference_new, name="conference-new")]
