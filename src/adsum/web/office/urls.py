"""Addresses of the attendance office."""

from django.urls import path

from adsum.web.office import clearing, correcting, today

urlpatterns = [
    path("office/", today.office, name="office"),
    path("office/clearing/", clearing.clearing, name="office-clearing"),
    path("office/students/<str:key>/marks/", correcting.marks, name="office-marks"),
]
