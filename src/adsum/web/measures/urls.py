"""Addresses of the measures: schools in reach, one school, who is behind a number, the district."""

from django.urls import path

from adsum.web.measures import pages

urlpatterns = [
    path("schools/", pages.schools, name="measures-schools"),
    path("schools/<slug:key>/measures/", pages.school, name="measures-school"),
    path("schools/<slug:key>/measures/<slug:measure>/", pages.students, name="measures-list"),
    path("district/measures/", pages.district, name="measures-district"),
]
