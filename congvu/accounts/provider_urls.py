"""The addresses of the OpenID Connect provider, under allauth's own names; what is not offered is not there."""

from allauth.idp.oidc import views
from django.urls import include, path

from congvu.accounts.identity_views import authorize, not_here

app_name = "idp"
_addresses = [
    path(".well-known/openid-configuration", views.configuration, name="configuration"),
    path(".well-known/jwks.json", views.jwks, name="jwks"),
    path("identity/authorize", authorize, name="authorization"),
    path("identity/token", views.token, name="token"),
    path("identity/revoke", views.revoke, name="revoke"),
    path("identity/userinfo", views.user_info, name="userinfo"),
    path("identity/logout", not_here, name="logout"),
    path("identity/device/code", not_here, name="device_code"),
    path("identity/device", not_here, name="device_authorization"),
]
urlpatterns = [path("", include((_addresses, "oidc")))]
