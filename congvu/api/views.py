"""The pages about the API that anyone may read: its description and the page that shows it."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from congvu.api.reference import groups, prose, shapes
from congvu.api.site import description


@login_not_required
@require_GET
def openapi(request: HttpRequest) -> HttpResponse:
    """The description for machines (OpenAPI)."""
    answer = JsonResponse(description(), json_dumps_params={"ensure_ascii": False})
    answer["Cache-Control"] = "max-age=300"
    return answer


@login_not_required
@require_GET
def docs(request: HttpRequest) -> HttpResponse:
    """The description for people: every operation, with examples to try."""
    told = description()
    return render(
        request,
        "api/docs.html",
        {"groups": groups(told), "shapes": shapes(told), "words": prose(told["info"]["description"])},
    )
