"""The addresses of the frame."""

from django.urls import path

from congvu.core import views

app_name = "core"
urlpatterns = [
    path("language/", views.set_language, name="set_language"),
    path("theme/", views.set_theme, name="set_theme"),
]
