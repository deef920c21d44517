"""Addresses of the desk."""

from django.urls import path

from congvu.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("presented/", views.presented, name="presented"),
    path("search/", views.search, name="search"),
    path("unit/", views.unit, name="unit"),
    path("waiting/", views.waiting, name="waiting"),
]
