"""One's own page, and the accounts of others."""

from django.urls import path

from congvu.accounts import views

app_name = "accounts"
urlpatterns = [
    path("me/", views.me, name="me"),
    path("me/sessions/", views.sessions, name="sessions"),
    path("people/<str:handle>/account/", views.person_account, name="person_account"),
    path("accounts/demo/", views.demo_sign_in, name="demo_sign_in"),
]
