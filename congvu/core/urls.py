"""The addresses of the frame, and of the gallery where a demonstration or tests run."""

from django.conf import settings
from django.urls import path

from congvu.core import views
from congvu.core.gallery.views import VIEWS, paper

app_name = "core"
urlpatterns = [
    path("language/", views.set_language, name="set_language"),
    path("theme/", views.set_theme, name="set_theme"),
]

if settings.DEMO or settings.DEBUG or settings.TESTING:
    urlpatterns += [
        path("ui/" if name == "index" else f"ui/{name}/", view, name=f"ui_{name}") for name, view in VIEWS.items()
    ]
    urlpatterns += [path("ui/paper.pdf", paper, name="ui_paper")]
