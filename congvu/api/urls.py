"""The API below /api/v1/, and the pages about it."""

from django.urls import path

from congvu.api import views
from congvu.api.site import api

app_name = "api"
urlpatterns = [
    path("openapi.json", views.openapi, name="openapi"),
    path("docs/", views.docs, name="docs"),
]
resources = [path("v1/", api.urls)]
