"""Addresses of notices and reminders."""

from django.urls import path

from congvu.notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.list_, name="list"),
    path("bell/", views.bell, name="bell"),
    path("read/", views.read, name="read"),
    path("preferences/", views.preferences, name="preferences"),
    path("ladder/", views.ladder, name="ladder"),
    path("ladder/set/", views.set_rung, name="set_rung"),
    path("ladder/<int:pk>/end/", views.end_rung, name="end_rung"),
    path("ladder/mails/", views.mails, name="mails"),
    path("<str:handle>/open/", views.open_, name="open"),
]
