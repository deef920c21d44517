"""The list of what a decision about the calendar moved."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from congvu.core.tables import Column, Sort, Table


class MovesTable(Table):
    name = "moves"
    caption = _("Deadlines that moved")
    columns = (
        Column("record.title", _("Abstract"), css="wide", card="title"),
        Column("record.reference", _("Number and notation"), css="tight"),
        Column("holder", _("With"), value=lambda row: str(row.record.holder or row.record.holder_unit or "")),
        Column("from_at", pgettext_lazy("deadline", "Until now"), css="date quiet"),
        Column("to_at", pgettext_lazy("deadline", "From now on"), css="date strong"),
    )
    sorts = (Sort("due", _("By the new deadline"), ("to_at", "pk")),)
    empty_icon = "calendar-check"
    empty_title = _("Nothing that you may read has moved")

    def row_url(self, row: Any) -> str:
        return row.record.get_absolute_url()
