"""Every address of the product. Each job's pages are listed in its own `urls` module."""

from django.urls import include, path

from adsum.web.layout import errors
from adsum.web.layout.pages import home

urlpatterns = [
    path("", home, name="home"),
    path("", include("adsum.web.signin.urls")),
    path("", include("adsum.web.rollcall.urls")),
    path("", include("adsum.web.office.urls")),
    path("", include("adsum.web.oversight.urls")),
    path("", include("adsum.web.measures.urls")),
    path("", include("adsum.web.student.urls")),
    path("", include("adsum.web.letters.urls")),
    path("", include("adsum.web.casework.urls")),
    path("", include("adsum.web.intake.urls")),
]

handler404 = errors.not_found
handler500 = errors.failed
