"""Addresses of the teacher's pages. No name of a student is ever in one."""

from django.urls import path

from adsum.web.rollcall import pages, taking

urlpatterns = [
    path("classes/", pages.classes, name="rollcall"),
    path("classes/<slug:key>/<slug:date>/<int:period>/", taking.certification, name="roll-certification"),
    path("classes/rolls/<slug:key>/", pages.roll, name="roll"),
]
