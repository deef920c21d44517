"""The addresses of the house; each app keeps its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("congvu.core.urls")),
    path("calendar/", include("congvu.workdays.urls")),
    path("accounts/", include("allauth.urls")),
]
