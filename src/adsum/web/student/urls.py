"""Addresses of the student: the search and the page."""

from django.urls import path

from adsum.web.student import pages

urlpatterns = [
    path("students/", pages.search, name="student-search"),
    path("students/<slug:key>/", pages.student, name="student"),
]
