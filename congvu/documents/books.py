"""The registers of incoming documents as the law prints them (Decree 30/2020, annex IV): on screen, as XLSX and as PDF."""

import functools
import time
from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar
from zlib import crc32

from django.db.models import BooleanField, Min, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now
from django.http import HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from congvu.accounts.keys import told_apart
from congvu.accounts.requests import OfficeRequest
from congvu.core.drawing import NOTHING, day_of, deadline_chip, esc, state_chip, urgency_tag
from congvu.core.journeys import Soon
from congvu.core.tables import (
    ChoiceFilter,
    Column,
    DateRangeFilter,
    Export,
    Gap,
    Keys,
    Lines,
    Sort,
    Table,
    TextFilter,
    list_page,
)
from congvu.core.tables.paging import first_in_order
from congvu.core.tables.table import BoundFilter
from congvu.directory.roles import Role
from congvu.documents.models import DocumentType, IncomingDocument
from congvu.documents.states import INCOMING, OPEN_STATES
from congvu.files.printing import render as print_sheet
from congvu.records.models import Record, Register, Urgency
from congvu.records.newest import in_title
from congvu.records.pages import deadline_of
from congvu.records.reach import AFTER, first_along, page_of
from congvu.records.standing import in_states, open_records
from congvu.workdays.calendar import WorkCalendar, current_calendar

FIRST_YEAR = 2024  # of the books of an office that took over none from before
OF_A_LINE = (  # all that a line of the books says, printed or not; the rest of fifty documents and their bodies is not read
    "handle", "kind", "title", "reference", "state", "urgency", "opened_at", "due_at", "due_how", "closed_at", "changed_at",
    "received_at", "issued_on", "issuer_name", "note", "answered_by", "entry__number", "entry__entered_at", "entry__cancelled_at",
    "entry__cancelled_because", "entry__record", "issuing_body__name", "document_type__name", "holder__full_name",
    "holder_unit__name",
)  # fmt: skip
_LINES = Lines(IncomingDocument, OF_A_LINE)
FRESH = 60  # seconds for which the kinds and the first year of the books are known
Told = TypeVar("Told")


# Each is asked of its own index: one condition over all would be served by none. Every body has a small number in every year, so
# it is looked for in the registers that are read whole, and among what else has one's keys.
_NUMBERED = """
    "records_record"."id" = ANY(ARRAY(
        SELECT e.record_id FROM records_register book JOIN records_registerentry e ON e.register_id = book.id
        WHERE book.organisation_id = ANY(%s::bigint[]) AND e.number = %s
        UNION ALL SELECT e.record_id FROM records_registerentry e JOIN records_record r ON r.id = e.record_id
        WHERE r.readers && %s::int[] AND e.number = %s
        UNION ALL SELECT id FROM records_record WHERE reference LIKE %s))
"""
_NUMBER, _BEGINNING = Gap("int"), Gap("text")


def _number_or_words(records: Any, words: str) -> QuerySet[Any]:
    """An arrival number, the beginning of the sender's number and notation, or words of the abstract."""
    if _is_number(words):
        return _numbered(records, *_number(words))
    return in_title(records, words, beginning="" if " " in words else words)


def _is_number(words: str) -> bool:
    return words.isdecimal() and len(words) < 7


def _number(words: str) -> tuple[int, str]:
    """As an arrival number, and as the beginning of the sender's."""
    return int(words), f"{words}/%"


def _numbered(records: Any, number: Any, beginning: Any) -> QuerySet[Any]:
    bodies, keys = told_apart(records.reader_keys)
    values = [bodies, number, keys, number, beginning]
    return records.filter(RawSQL(_NUMBERED, values, BooleanField()))  # noqa: S611 - nothing typed stands in it


def _for_a_minute(ask: Callable[[], Told]) -> Callable[[], Told]:
    """What the database tells, asked once a minute: what is new stands here within that."""
    known: list[tuple[float, Told]] = []

    @functools.wraps(ask)
    def told() -> Told:
        now = time.monotonic()
        if not known or known[0][0] < now:
            known[:] = [(now + FRESH, ask())]
        return known[0][1]

    return told


@_for_a_minute
def _known_kinds() -> list[tuple[str, str, int]]:
    """Code, name and key of each kind."""
    return list(DocumentType.objects.order_by("rank").values_list("code", "name", "pk"))


@_for_a_minute
def _first_year() -> int:
    """That of the oldest book: a former register goes further back than the platform."""
    return min(Register.objects.aggregate(first=Min("year"))["first"] or FIRST_YEAR, FIRST_YEAR)


def _kind_names(request: OfficeRequest) -> list[tuple[str, str]]:
    return [(code, name) for code, name, _pk in _known_kinds()]


def _of_kind(queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
    """By its key: to look its code up would be one more table for each document looked at."""
    return queryset.filter(
        incomingdocument__document_type__in=[pk for code, _name, pk in _known_kinds() if code == value]
    )


def _years(request: OfficeRequest) -> list[tuple[str, str]]:
    this_year = timezone.localdate(request.now).year
    return [(str(year), str(year)) for year in range(this_year, _first_year() - 1, -1)]


def _in_year(queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
    start, end = _of_year(value)
    return queryset.filter(opened_at__gte=start, opened_at__lt=end)


def _of_year(value: str) -> tuple[datetime, datetime]:
    """When the year begins, and when the next one does."""
    zone = timezone.get_default_timezone()
    return datetime(int(value), 1, 1, tzinfo=zone), datetime(int(value) + 1, 1, 1, tzinfo=zone)


def _in_state(queryset: Any, value: str) -> Any:
    if value == "late":  # by the moment at which it is asked: the statement is kept
        return queryset.overdue(Now())
    return queryset.filter(state=value)


def _open_counts(request: OfficeRequest) -> dict[str, int]:
    return in_states(_open(request).rows[0])


def _open(request: OfficeRequest) -> Soon:
    """How many open documents the actor may read stand in each state: asked once for a page, with its lines."""
    if "open_documents" not in vars(request):
        vars(request)["open_documents"] = Soon(open_records(request.actor, IncomingDocument.KIND, request.now))
    counted: Soon = vars(request)["open_documents"]
    return counted


def _states(request: OfficeRequest) -> list[tuple[str, str]]:
    return _states_in(get_language())


@functools.cache
def _states_in(language: str) -> list[tuple[str, str]]:
    states = ((code, INCOMING.states[code].label) for code in INCOMING.states if code in OPEN_STATES)
    return [("late", gettext("Late")), *((code, str(label)) for code, label in states)]


def _kind_and_abstract(document: IncomingDocument) -> str:
    kind = document.document_type.name if document.document_type else ""
    return f"{kind}: {document.title}" if kind else document.title


def _title(document: IncomingDocument) -> str:
    return f'<span class="cell-title">{urgency_tag(document.urgency)}{esc(document.title)}</span>'


def _title_cell(document: IncomingDocument, table: Any) -> SafeString:
    kind = document.document_type
    told = f"<small>{esc(kind.name)}</small>" if kind else ""
    return SafeString(f"{_title(document)}{told}")


def _document_cell(document: IncomingDocument, table: Any) -> SafeString:
    issued = f"{document.issued_on:%d/%m/%Y}" if document.issued_on else ""
    told = " · ".join(part for part in (document.reference, issued, document.issuer) if part)
    return SafeString(f"{_title(document)}<small>{esc(told)}</small>")


def _deadline_cell(document: IncomingDocument, table: Any) -> SafeString:
    words = table.deadline(document)
    return deadline_chip(words) if words else SafeString(_day(document.due_at) or NOTHING)


def _state_cell(document: IncomingDocument, table: Any) -> SafeString:
    return state_chip(document.standing)


def _receiver(document: IncomingDocument) -> str:
    return str(document.holder or document.holder_unit or "")


def _note(document: IncomingDocument) -> str:
    """The note, and why a number was cancelled."""
    entry = getattr(document, "entry", None)
    cancelled = ""
    if entry and entry.cancelled_at:
        cancelled = gettext("Number cancelled: %(reason)s") % {"reason": entry.cancelled_because}
    return "; ".join(part for part in (cancelled, document.note) if part)


def _day(moment: Any) -> str:
    if isinstance(moment, datetime):
        moment = day_of(moment)
    return f"{moment:%d/%m/%Y}" if moment else ""


PrintedColumn = tuple[object, int, str, Callable[[IncomingDocument], str]]  # label, width, side, value


def _pdf(title: object, columns: list[PrintedColumn]) -> Callable[[Any], HttpResponse]:
    """The sheet as the law prints it: its columns with their widths, the oldest line first."""

    def respond(table: IncomingTable) -> HttpResponse:
        actor = table.request.actor
        documents = list(table.whole.order_by("opened_at", "pk")[:5000])
        numbers = [d.entry.number for d in documents if hasattr(d, "entry")]
        year = table.request.GET.get("year") or timezone.localdate(table.request.now).year
        span = {"first": min(numbers), "last": max(numbers)} if numbers else {}
        lines = [gettext("From no. %(first)s to no. %(last)s") % span] if span else []
        sheet = print_sheet(
            "register",
            {
                "body": actor.main_seat.organisation.name if actor.main_seat else "",
                "title": str(title),
                "year_line": gettext("Year %(year)s") % {"year": year},
                "cover_lines": lines,
                "cover": False,
                "columns": [
                    {"label": str(label), "width": width, "align": side} for label, width, side, _value in columns
                ],
                "rows": [[value(d) for _label, _width, _side, value in columns] for d in documents],
            },
        )
        response = HttpResponse(sheet, content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="{table.name}-{year}.pdf"'
        return response

    return respond


def _chosen(bound: BoundFilter) -> object:
    """What is chosen, whatever the day on which it is read: a day may be typed without its year."""
    return bound.said if bound.filter.kind == "dates" else bound.values if bound.said else ()


class IncomingTable(Table):
    """What both registers share: filters, orders, the row's page."""

    request: OfficeRequest

    filters = (
        TextFilter(
            "q", _("Number or abstract"), _number_or_words, placeholder=_("1284, 5521/BXD or words of the abstract")
        ),
        ChoiceFilter(
            "state", _("State"), _states, apply=_in_state, counts=_open_counts, chips=True, all_label=_("All")
        ),
        ChoiceFilter("year", _("Year"), _years, apply=_in_year, all_label=_("All years")),
        ChoiceFilter("urgency", _("Urgency"), Urgency.choices, all_label=_("Any urgency")),
        ChoiceFilter("type", _("Kind of document"), _kind_names, apply=_of_kind, all_label=_("All kinds")),
        DateRangeFilter("came", _("Came"), "opened_at", moments=True),
    )
    sorts = (
        Sort("newest", _("Newest first"), ("-opened_at", "-id")),
        Sort("oldest", _("Oldest first"), ("opened_at", "id")),
    )
    empty_icon = "book-open"
    empty_title = _("No document found")
    empty_words = _("Change the filters, or register a document.")
    lines_are_kept = True

    def __init__(self, request: OfficeRequest) -> None:
        super().__init__(request, lambda: Record.objects.visible_to(request.actor).filter(kind=IncomingDocument.KIND))

    def read(self, fields: tuple[str, ...], after: Sequence[Any] | None, most: int) -> list[Any]:
        words = self.words
        chosen = tuple(_chosen(one) for one in self.bound_filters if one.filter.kind != "text")
        alike = tuple(self.request.actor.keys), chosen
        soon = [_open(self.request), self.request.actor.to_be_told]
        if not words:
            begin = self._first_moment(back=fields[0].startswith("-"))
            kind = IncomingDocument.KIND
            lines = functools.partial(_LINES.first, soon=soon)
            return first_along(lines, lambda: self.filtered, kind, fields, after, most, begin=begin, alike=alike)
        if not _is_number(words):
            return _LINES.first(Keys(first_in_order(self.filtered, fields, after, most)), fields, soon=soon)

        said = zip((_NUMBER, _BEGINNING, *AFTER), (*_number(words), *(after or ())), strict=False)
        keys = page_of((alike, "numbered"), lambda: _numbered(self.chosen, _NUMBER, _BEGINNING), fields, after, most)
        return _LINES.first(keys, fields, dict(said), soon=soon)

    @property
    def words(self) -> str:
        """What was typed to look for."""
        return " ".join(self.request.GET.get("q", "").split())

    @property
    def chosen(self) -> QuerySet[Any]:
        """What all filters leave but the words that were typed."""
        queryset = self.queryset
        for one in self.filters:
            queryset = queryset if one.kind == "text" else one.narrow(queryset, self.request)
        return queryset

    def _first_moment(self, *, back: bool) -> datetime | None:
        """Where the list begins when it is narrowed to a year that is past; None for where all begin."""
        year = self.request.GET.get("year", "")
        if year not in dict(_years(self.request)):
            return None
        begin, end = _of_year(year)
        if back:
            return end if end < self.request.now else None
        return begin

    @functools.cached_property
    def calendar(self) -> WorkCalendar:
        return current_calendar()

    @property
    def whole(self) -> QuerySet[Any]:
        """All the filters leave, with what the lines of the sheets say."""
        return IncomingDocument.objects.filter(pk__in=self.filtered.values("pk")).with_line().only(*OF_A_LINE)

    def export_rows(self) -> Iterator[Any]:
        return self.whole.order_by(*self.sort.fields)[: self.export_limit].iterator(chunk_size=500)

    def row_url(self, row: IncomingDocument) -> str:
        return row.get_absolute_url()

    @property
    def standing(self) -> str:
        """Changes when a line of the page comes, goes or changes: an open page then says that there is news."""
        return f"{crc32(','.join([str(row.said) for row in self.page.rows]).encode()):x}"

    def row_css(self, row: IncomingDocument) -> str:
        return "late" if row.overdue(self.request.now) else ""

    def deadline(self, row: IncomingDocument) -> Any:
        return deadline_of(row, self.request.now, self.calendar)


class RegisterTable(IncomingTable):
    """Sổ đăng ký văn bản đến."""

    name = "so-dang-ky-van-ban-den"
    caption = _("Register of incoming documents")
    columns = (
        Column(
            "came",
            _("Day of arrival"),
            lambda d: day_of(d.received_at),
            css="date",
            sort="newest",
            card="meta",
        ),
        Column("number", _("Arrival no."), lambda d: str(getattr(d, "entry", "")), css="number strong", card="chip"),
        Column("issuer", _("Issuing body"), "issuer", css="issuer"),
        Column("reference", _("Number and notation"), "reference", css="tight"),
        Column("issued", _("Date"), "issued_on", css="date", card="hide"),
        Column(
            "title",
            _("Kind and abstract"),
            _kind_and_abstract,
            draw=_title_cell,
            css="wide",
            card="title",
        ),
        Column("receiver", _("Unit or person receiving"), _receiver),
        Column("state", _("State"), lambda d: d.standing.label, draw=_state_cell, css="tight"),
    )
    exports = {
        **Table.exports,
        "pdf": Export(
            _("Register as the law prints it (PDF)"),
            "printer",
            _pdf(
                _("Register of incoming documents"),
                [
                    (_("Day of arrival"), 9, "center", lambda d: _day(d.received_at)),
                    (_("Arrival no."), 6, "center", lambda d: str(getattr(d, "entry", ""))),
                    (_("Author"), 15, "left", lambda d: d.issuer),
                    (pgettext_lazy("register", "Number and notation"), 13, "left", lambda d: d.reference),
                    (_("Date of the document"), 9, "center", lambda d: _day(d.issued_on)),
                    (_("Kind and abstract"), 34, "left", _kind_and_abstract),
                    (_("Unit or person receiving"), 15, "left", _receiver),
                    (
                        _("Day of transfer"),
                        9,
                        "center",
                        lambda d: _day(d.entry.entered_at) if hasattr(d, "entry") else "",
                    ),
                    (_("Signature of receipt"), 8, "left", lambda d: ""),
                    (_("Note"), 10, "left", _note),
                ],
            ),
        ),
    }


class FollowUpTable(IncomingTable):
    """Sổ theo dõi giải quyết văn bản đến."""

    name = "so-theo-doi-giai-quyet-van-ban-den"
    caption = _("Follow-up of incoming documents")
    columns = (
        Column("number", _("Arrival no."), lambda d: str(getattr(d, "entry", "")), css="number strong", card="chip"),
        Column(
            "document",
            _("Document"),
            _kind_and_abstract,
            draw=_document_cell,
            css="wide",
            card="title",
        ),
        Column("receiver", _("Unit or person receiving"), _receiver),
        Column("due", _("Deadline"), "due_at", draw=_deadline_cell, css="tight"),
        Column("state", _("Progress"), lambda d: d.standing.label, draw=_state_cell, css="tight"),
        Column("answer", _("Answering document"), "answered_by", css="tight"),
    )
    exports = {
        **Table.exports,
        "pdf": Export(
            _("Register as the law prints it (PDF)"),
            "printer",
            _pdf(
                _("Follow-up of incoming documents"),
                [
                    (_("Arrival no."), 6, "center", lambda d: str(getattr(d, "entry", ""))),
                    (
                        _("Kind, number, notation, date and issuing body"),
                        38,
                        "left",
                        lambda d: ", ".join(
                            part for part in (_kind_and_abstract(d), d.reference, _day(d.issued_on), d.issuer) if part
                        ),
                    ),
                    (_("Unit or person receiving"), 16, "left", _receiver),
                    (pgettext_lazy("register", "Deadline"), 10, "center", lambda d: _day(d.due_at)),
                    (_("Progress"), 12, "left", lambda d: str(d.standing.label)),
                    (_("Number and notation of the answer"), 12, "left", lambda d: d.answered_by),
                    (_("Note"), 10, "left", _note),
                ],
            ),
        ),
    }

    def drawn_by(self, row: IncomingDocument) -> Hashable:
        return self.deadline(row)


@require_GET
def register_book(request: OfficeRequest) -> HttpResponse:
    """The register of incoming documents: what the one who asks may read of it."""
    table = RegisterTable(request)
    table.selectable = request.actor.holds(Role.CLERK) is not None  # to present several at once
    return _book(request, table, "register")


@require_GET
def follow_up(request: OfficeRequest) -> HttpResponse:
    """How far each incoming document has come."""
    return _book(request, FollowUpTable(request), "follow_up")


def _book(request: OfficeRequest, table: IncomingTable, book: str) -> HttpResponse:
    """A book as a page that hears when something is entered in one of the actor's bodies."""
    bodies = sorted({seat.organisation.pk for seat in request.actor.seats})
    about = ",".join(f"{IncomingDocument.KIND}.{body}" for body in bodies)
    return list_page(request, table, "documents/register_book.html", book=book, about=about)
