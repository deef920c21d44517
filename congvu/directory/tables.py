"""The list of bodies."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from congvu.core.tables import ChoiceFilter, Column, Sort, Table, TextFilter
from congvu.directory.models import CodeScheme, Organisation, OrganisationKind, is_within

VALIDITY = (("valid", _("Valid today")), ("ended", _("Ended")), ("endpoints", _("Given tasks")))


def by_validity(queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
    today = timezone.localdate()
    if value == "ended":
        return queryset.filter(valid__endswith__lte=today)
    valid = queryset.filter(valid__contains=today)
    return valid.filter(is_endpoint=True) if value == "endpoints" else valid


def by_words(queryset: QuerySet[Any], words: str) -> QuerySet[Any]:
    return queryset.filter(pk__in=Organisation.objects.search(words).values("pk"))


def validity_counts(request: HttpRequest) -> dict[str, int]:
    everything = Organisation.objects.all()
    return {value: by_validity(everything, value).count() for value, _label in VALIDITY}


def code(scheme: str) -> Any:
    """The code of a scheme that a body bears today, or bore last."""

    def of(body: Organisation) -> str:
        rows = [row for row in body.codes.all() if row.scheme == scheme]
        today = timezone.localdate()
        rows.sort(key=lambda row: (is_within(row.valid, today), row.pk))
        return rows[-1].code if rows else ""

    return of


class BodiesTable(Table):
    name = "bodies"
    caption = _("Bodies")
    columns = (
        Column("name", _("Name"), css="wide", card="title", sort="name"),
        Column("notation", _("Letters"), css="tight"),
        Column("code", _("Code"), value=code(CodeScheme.NEW), css="tight"),
        Column("old_code", _("Old code"), value=code(CodeScheme.OLD), css="tight quiet"),
        Column("kind", _("Kind"), value="get_kind_display"),
        Column("place", _("Place"), css="quiet", card="hide"),
        Column("valid", _("Valid"), template="directory/bodies.html#valid", export=lambda body: body.period_words),
    )
    filters = (
        ChoiceFilter("when", _("Validity"), choices=VALIDITY, apply=by_validity, counts=validity_counts, chips=True),
        TextFilter("q", _("Name, letters or code"), apply=by_words),
        ChoiceFilter("kind", _("Kind"), choices=OrganisationKind.choices, all_label=_("All kinds")),
    )
    sorts = (
        Sort("rank", _("Order of protocol"), ("rank", "pk")),
        Sort("name", _("By name"), ("name", "pk")),
        Sort("name-reversed", _("By name, from the end"), ("-name", "-pk")),
    )
    empty_icon = "landmark"
    empty_title = _("No such body")
    empty_words = _("Try fewer words, or look among the ended ones.")

    def row_url(self, row: Any) -> str:
        return reverse("directory:body", args=[row.handle])
