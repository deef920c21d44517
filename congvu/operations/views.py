"""The health page, and its one button."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe
from procrastinate.contrib.django.models import ProcrastinateJob

from congvu.accounts.requests import OfficeRequest
from congvu.core.errors import Refused
from congvu.operations import actions
from congvu.operations.health import boxes, first_troubles
from congvu.operations.permissions import may_look_after


@login_required
@require_safe
def health(request: OfficeRequest) -> HttpResponse:
    """How the platform is: what is well, what is not, and what to do about it."""
    if not may_look_after(request.actor):
        raise Refused
    found = boxes(request.now)
    return render(request, "operations/health.html", {"boxes": found, "troubles": first_troubles(found)})


@login_required
@require_POST
def retry_job(request: OfficeRequest, pk: int) -> HttpResponse:
    """A failed job is done again."""
    if not may_look_after(request.actor):
        raise Refused
    actions.retry_job(get_object_or_404(ProcrastinateJob, pk=pk), at=request.now, by=request.actor)
    return redirect("operations:health")
