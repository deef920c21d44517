"""One's own page, and the accounts of others."""

from django.urls import path

from congvu.accounts import activation, keeping, views

app_name = "accounts"
urlpatterns = [
    path("me/", views.me, name="me"),
    path("me/sessions/", views.sessions, name="sessions"),
    path("people/<str:handle>/account/", keeping.person_account, name="person_account"),
    path("accounts/activate/<str:handle>/<str:token>/", activation.activate, name="activate"),
    path("accounts/demo/", views.demo_sign_in, name="demo_sign_in"),
]
