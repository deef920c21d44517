"""The one page."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from congvu.bench.bare.models import Line


def line(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"<!doctype html><title>{Line.objects.get(pk=1)}</title>")


urlpatterns = [path("", line)]
