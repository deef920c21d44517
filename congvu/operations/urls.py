"""The addresses of looking after the platform."""

from django.urls import path

from congvu.operations import views

app_name = "operations"
urlpatterns = [
    path("operations/health/", views.health, name="health"),
    path("operations/jobs/<int:pk>/retry/", views.retry_job, name="retry_job"),
]
