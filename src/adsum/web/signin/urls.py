"""Addresses of signing in and out and of the language."""

from allauth.account import views
from django.urls import path
from django.views.i18n import set_language

from adsum.web.doors import public
from adsum.web.signin.pages import ask_the_office, sign_in

urlpatterns = [
    path("account/sign-in/", sign_in, name="account_login"),
    path("account/sign-out/", public(views.logout), name="account_logout"),
    # Accounts and new passwords come from the district; these names are what allauth links to.
    path("account/new/", ask_the_office, name="account_signup"),
    path("account/forgotten/", ask_the_office, name="account_reset_password"),
    path("account/closed/", ask_the_office, name="account_inactive"),
    path("language/", public(set_language), name="set_language"),
]
