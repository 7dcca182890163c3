"""Addresses of the letters job: lists, one letter, acts upon it."""

from django.urls import path

from adsum.web.letters.pages import acts, lists, one

urlpatterns = [
    path("letters/", lists.letters, name="letters"),
    path("letters/school/<str:key>/", lists.letters_of_school, name="letters-school"),
    path("letters/school/<str:key>/drafted/", acts.draft_school, name="letters-draft-all"),
    path("letters/school/<str:key>/issued/", acts.issue_school, name="letters-issue-all"),
    path("letters/school/<str:key>/printed/<str:day>/<int:part>/", lists.letters_to_print, name="letters-print"),
    path("letters/student/<str:key>/", acts.draft_one, name="letter-new"),
    path("letters/<str:key>/", one.letter, name="letter"),
    path("letters/<str:key>/pdf/", one.letter_pdf, name="letter-pdf"),
    path("letters/<str:key>/issued/", acts.issue_one, name="letter-issue"),
    path("letters/<str:key>/rescinded/", acts.rescind_one, name="letter-rescind"),
    path("letters/<str:key>/kept/", acts.keep_one, name="letter-keep"),
]
