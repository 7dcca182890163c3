from django.urls import path

from adsum.web.measures import pages

urlpatterns = [
    path("schools/", pages.schools, name="measures-schools"),
    path("schools/<slug:key>/measures/", pages.school, name="measures-school"),
    path("schools/<slug:key>/measures/<slug:measure>/", pages.students, name="measures-list"),
    path("district/measures/", pages.district, name="measures-district"),
]
