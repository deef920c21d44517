"""The API below /api/v1/, and the pages about it."""

from django.urls import path

from congvu.api import views, webhook_views
from congvu.api.site import api

app_name = "api"
urlpatterns = [
    path("api/openapi.json", views.openapi, name="openapi"),
    path("api/docs/", views.docs, name="docs"),
    path("webhooks/", webhook_views.webhooks, name="webhooks"),
    path("webhooks/new/", webhook_views.new_webhook, name="new_webhook"),
    path("webhooks/<slug:handle>/", webhook_views.webhook, name="webhook"),
    path("webhooks/<slug:handle>/secret/", webhook_views.renew_secret, name="renew_secret"),
    path("webhooks/<slug:handle>/end/", webhook_views.end_webhook, name="end_webhook"),
    path("webhooks/<slug:handle>/deliveries/<slug:delivery>/resend/", webhook_views.resend, name="resend"),
]
resources = [path("api/v1/", api.urls)]
