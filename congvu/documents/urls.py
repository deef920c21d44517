"""Addresses of documents."""

from django.urls import path

from congvu.documents import books, views

app_name = "documents"
urlpatterns = [
    path("documents/incoming/", books.register_book, name="register_book"),
    path("documents/incoming/follow-up/", books.follow_up, name="follow_up"),
    path("documents/incoming/receive/", views.receive, name="receive"),
    path("documents/incoming/<slug:handle>/", views.incoming, name="incoming"),
    path("documents/incoming/<slug:handle>/register/", views.register, name="register"),
    path("documents/incoming/<slug:handle>/correct/", views.correct, name="correct"),
    path("documents/incoming/<slug:handle>/do/<slug:verb>/", views.do, name="do"),
    path("documents/incoming/<slug:handle>/files/<slug:attachment>/", views.file, name="file"),
]
