"""Addresses of what all records share."""

from django.urls import path

from congvu.records import views

app_name = "records"
urlpatterns = [path("calendar/changes/<str:handle>/", views.moved, name="moved")]
