"""Bodies, units, people, delegations."""

from django.urls import path

from congvu.directory import views
from congvu.directory.views import changes

app_name = "directory"
urlpatterns = [
    path("bodies/", views.bodies, name="bodies"),
    path("bodies/new/", changes.new_body, name="new_body"),
    path("bodies/<str:handle>/", views.body, name="body"),
    path("bodies/<str:handle>/rename/", changes.rename, name="rename_body"),
    path("bodies/<str:handle>/code/", changes.code, name="give_code"),
    path("bodies/<str:handle>/units/new/", changes.new_unit, name="new_unit"),
    path("units/<str:handle>/", views.unit, name="unit"),
    path("units/<str:handle>/close/", changes.close, name="close_unit"),
    path("units/<str:handle>/posts/new/", changes.new_post, name="new_post"),
    path("units/<str:handle>/appoint/", changes.seat, name="appoint"),
    path("people/<str:handle>/", views.person, name="person"),
    path("delegations/", views.delegations, name="delegations"),
    path("delegations/<int:pk>/end/", views.end, name="end_delegation"),
]
