"""The list of one's notices, newest first."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from congvu.core.tables import ChoiceFilter, Sort, Table
from congvu.notifications.forms import kinds
from congvu.notifications.telling import Told, told

STANDING = (("unread", _("Unread")), ("read", _("Read")))


def by_standing(queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
    return queryset.filter(read_at__isnull=value == "unread")


def kind_choices(request: HttpRequest) -> list[tuple[str, object]]:
    return [(code, kind.label) for code, kind in kinds()]


class NoticesTable(Table):
    name = "notices"
    caption = _("Notices")
    filters = (
        ChoiceFilter("standing", _("Read or not"), choices=STANDING, apply=by_standing, chips=True),
        ChoiceFilter("kind", _("About"), choices=kind_choices, all_label=_("Everything")),
    )
    sorts = (Sort("newest", _("Newest first"), ("-made_at", "-pk")),)
    exports = {}

    @cached_property
    def told(self) -> list[Told]:
        """The notices of the page in words."""
        keys = self.request.actor.keys  # type: ignore[attr-defined]
        return [told(notice, keys) for notice in self.page.rows]
