"""The one way to make a list page.

    class IncomingTable(Table):
        name = "incoming"
        columns = (Column("reference", _("Reference")), Column("title", _("Title"), card="title"))
        filters = (ChoiceFilter("state", _("State"), choices=MACHINE.choices, chips=True),)
        sorts = (Sort("newest", _("Newest first"), ("-received_at", "-pk")),)

        def row_url(self, row): return reverse("documents:incoming", args=[row.handle])

    def incoming(request):
        table = IncomingTable(request, IncomingDocument.objects.visible_to(request.actor))
        return list_page(request, table, "documents/incoming.html")

and in the page, inside a block:

    {% partialdef list inline %}
    <div id="list"><c-filters :table="table" /><c-table :table="table" /></div>
    {% endpartialdef %}
"""

from congvu.core.tables.columns import Column
from congvu.core.tables.filters import ChoiceFilter, DateRangeFilter, TextFilter
from congvu.core.tables.lines import Gap, Keys, Lines, written_once
from congvu.core.tables.pages import list_page
from congvu.core.tables.paging import Sort
from congvu.core.tables.table import Export, Table

__all__ = [
    "ChoiceFilter",
    "Column",
    "DateRangeFilter",
    "Export",
    "Gap",
    "Keys",
    "Lines",
    "Sort",
    "Table",
    "TextFilter",
    "list_page",
    "written_once",
]
