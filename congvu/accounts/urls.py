"""One's own page, and the accounts of others."""

from django.urls import path

from congvu.accounts import activation, identity_views, keeping, saved_view_views, system_views, token_views, views

app_name = "accounts"
urlpatterns = [
    path("me/", views.me, name="me"),
    path("me/views/", saved_view_views.save, name="save_view"),
    path("me/views/<slug:handle>/", saved_view_views.change, name="change_view"),
    path("me/views/<slug:handle>/forget/", saved_view_views.forget, name="forget_view"),
    path("me/sessions/", views.sessions, name="sessions"),
    path("me/tokens/", token_views.tokens, name="tokens"),
    path("me/tokens/new/", token_views.new_token, name="new_token"),
    path("tokens/", token_views.all_tokens, name="all_tokens"),
    path("tokens/<slug:handle>/end/", token_views.end_token, name="end_token"),
    path("me/identity/", identity_views.identity, name="identity"),
    path("accounts/identity/", identity_views.sign_in_with_identity, name="sign_in_with_identity"),
    path("systems/", system_views.all_systems, name="systems"),
    path("systems/new/", system_views.new_system, name="new_system"),
    path("systems/<slug:pk>/secret/", system_views.renew_system_secret, name="renew_system_secret"),
    path("systems/<slug:pk>/end/", system_views.end_system, name="end_system"),
    path("people/<str:handle>/account/", keeping.person_account, name="person_account"),
    path("accounts/activate/<str:handle>/<str:token>/", activation.activate, name="activate"),
    path("accounts/demo/", views.demo_sign_in, name="demo_sign_in"),
]
