"""The gallery at /ui/: every component in every state, and the six kinds of page. Only where a demonstration or tests run."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from congvu.core import stores
from congvu.core.context import MenuLine
from congvu.core.gallery import samples
from congvu.core.gallery.paper import sample_pdf
from congvu.core.icons import ICONS
from congvu.core.tables import list_page

PAGES = (
    ("index", "Thành phần", "layers"),
    ("desk", "Bàn làm việc", "layout-list"),
    ("list", "Danh sách", "table-2"),
    ("record", "Hồ sơ một văn bản", "file-text"),
    ("form", "Biểu mẫu", "text-cursor-input"),
    ("dashboard", "Tổng quan", "layout-dashboard"),
    ("public", "Trang công khai", "globe"),
)


def _menu(request: HttpRequest) -> list[tuple[str, list[MenuLine]]]:
    lines = []
    for name, label, icon in PAGES:
        url = reverse(f"core:ui_{name}")
        lines.append(MenuLine(stores.MenuEntry(label, "", icon), url, url == request.path))
    return [("", lines)]


def _frame(menu: Any) -> dict[str, Any]:
    """The frame of a page as a made-up officer sees it."""
    return {"actor": samples.ACTOR, "menu_sections": menu, "search_url": "/ui/list/", "s": samples}


def index(request: HttpRequest) -> HttpResponse:
    form = samples.SampleForm()
    wrong = samples.SampleForm({"reference": "", "title": "Về việc", "issued_on": "32/13/2026"})
    context = {
        "form": form, "wrong": wrong, "icons": ICONS, "table": samples.SampleTable(request),
        "tones": ["plain", "wait", "soon", "late", "done", "quiet"], "levels": ["urgent", "very_urgent", "immediate"],
    }  # fmt: skip
    return render(request, "core/gallery/index.html", {**_frame(_menu(request)), **context})


def desk(request: HttpRequest) -> HttpResponse:
    empty = "empty" in request.GET
    return render(request, "core/gallery/desk.html", {**_frame(samples.menu("Bàn làm việc")), "nothing": empty})


def register(request: HttpRequest) -> HttpResponse:
    table = samples.SampleTable(request)
    return list_page(request, table, "core/gallery/list.html", **_frame(samples.menu("Văn bản đến")))


def record(request: HttpRequest) -> HttpResponse:
    return render(request, "core/gallery/record.html", _frame(samples.menu("Văn bản đến")))


def form(request: HttpRequest) -> HttpResponse:
    initial = {"reference": "5521/BXD-KHTC", "title": "Điều chỉnh chủ trương đầu tư tuyến cao tốc Cam Lộ – La Sơn"}
    if request.method == "POST" or "wrong" in request.GET:
        bound = samples.SampleForm(request.POST or {**initial, "issued_on": "32/13/2026"}, request.FILES)
    else:
        bound = samples.SampleForm(initial=initial)
    return render(request, "core/gallery/form.html", {**_frame(samples.menu("Văn bản đến")), "form": bound})


def dashboard(request: HttpRequest) -> HttpResponse:
    return render(request, "core/gallery/dashboard.html", _frame(samples.menu("Báo cáo")))


def public(request: HttpRequest) -> HttpResponse:
    return render(request, "core/gallery/public.html", {"form": samples.SampleForm()})


@login_not_required
def paper(request: HttpRequest) -> FileResponse:
    """The sample document of the reader."""
    return FileResponse(sample_pdf(), content_type="application/pdf", filename="5521-BXD-KHTC.pdf")


_PAGES = {
    "index": index, "desk": desk, "list": register, "record": record, "form": form, "dashboard": dashboard, "public": public,
}  # fmt: skip
VIEWS = {name: login_not_required(view) for name, view in _PAGES.items()}
