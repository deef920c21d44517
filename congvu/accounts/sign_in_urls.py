"""The pages of allauth that the office uses, under allauth's own names. There is no sign-up and no reset by e-mail:
administrators open accounts and make passwords."""

from allauth.account import views
from allauth.socialaccount.providers.openid_connect.views import callback
from django.urls import include, path

from congvu.accounts.sign_in import SignInView

urlpatterns = [
    path("login/", SignInView.as_view(), name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
    path("identity/<slug:provider_id>/callback/", callback, name="openid_connect_callback"),
    path("2fa/", include("allauth.mfa.urls")),
]
