"""Addresses of documents."""

from django.urls import path

from congvu.documents import books, bulk, outcomes, queue, views

app_name = "documents"
urlpatterns = [
    path("documents/incoming/", books.register_book, name="register_book"),
    path("documents/incoming/follow-up/", books.follow_up, name="follow_up"),
    path("documents/incoming/receive/", views.receive, name="receive"),
    path("documents/incoming/queue/", queue.queue, name="queue"),
    path("documents/incoming/queue/register/", queue.register_clean, name="register_clean"),
    path("documents/incoming/queue/put-away/<slug:handle>/", queue.put_away, name="put_away"),
    path("documents/incoming/many/present/", bulk.present_many, name="present_many"),
    path("documents/incoming/many/assign/", bulk.assign_many, name="assign_many"),
    path("documents/incoming/many/", outcomes.outcome, name="outcome"),
    path("documents/incoming/<slug:handle>/", views.incoming, name="incoming"),
    path("documents/incoming/<slug:handle>/register/", views.register, name="register"),
    path("documents/incoming/<slug:handle>/correct/", views.correct, name="correct"),
    path("documents/incoming/<slug:handle>/do/<slug:verb>/", views.do, name="do"),
    path("documents/incoming/<slug:handle>/files/<slug:attachment>/", views.file, name="file"),
]
