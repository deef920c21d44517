"""The books of the bodies: opened before their first number, closed when their year is over."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from congvu.accounts.requests import OfficeRequest
from congvu.administration.forms import BookForm
from congvu.administration.tables import BooksTable, bodies_of, books_of
from congvu.administration.views.overview import admit
from congvu.core.errors import Refused, RuleBroken
from congvu.core.tables import list_page
from congvu.records.actions import close_book, closing_of, open_book
from congvu.records.models import Register
from congvu.records.permissions import may_keep_books


@require_http_methods(["GET", "POST"])
def books(request: OfficeRequest) -> HttpResponse:
    """Every book with its numbers and how it stands; open one before its first document does."""
    admit(request)
    today = timezone.localdate(request.now)
    bodies = bodies_of(request.actor).valid_on(today).in_protocol_order()
    form = BookForm(request.POST or None, bodies=bodies, today=today)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            book = open_book(given.pop("organisation"), **given, at=request.now, by=request.actor)
        except RuleBroken as broken:
            form.add_error(None, str(broken))
        else:
            messages.info(request, _("The book of %(year)s is open.") % {"year": book.year})
            return redirect("administration:books")
    table = BooksTable(request, books_of(bodies_of(request.actor)))
    closed = closing_of([row.thing for row in table.rows])
    for row in table.rows:
        row.thing.closing = closed.get(row.thing.pk)
        row.thing.is_over = row.thing.year < today.year
    return list_page(request, table, "administration/books.html", form=form)


@require_POST
def close(request: OfficeRequest, handle: str) -> HttpResponse:
    """Close the book of a year that is over."""
    book = get_object_or_404(Register.objects.select_related("organisation"), handle=handle)
    if not may_keep_books(request.actor, book):
        raise Refused
    close_book(book, at=request.now, by=request.actor)
    messages.info(request, _("The book of %(year)s is closed.") % {"year": book.year})
    return redirect("administration:books")
