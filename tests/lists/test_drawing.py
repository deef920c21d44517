"""What people wrote is never taken for markup, whichever function draws it; what is kept of a page is nobody's."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.template import Context, Engine
from django.test import RequestFactory
from django.utils.safestring import SafeString

from congvu.core import painting
from congvu.core.context import theme_of
from congvu.core.deadline_words import DeadlineWords
from congvu.core.form_drawing import HouseRenderer
from congvu.core.gallery.samples import SampleForm
from congvu.core.states import State
from congvu.core.tables import ChoiceFilter, Column, Sort, Table
from congvu.core.tables.paging import Page

EVIL = '"><script>alert(1)</script>'
DRAWN: list[tuple[Any, dict[str, Any]]] = [
    (painting.mark, {"name": EVIL, "size": EVIL, "label": EVIL, "css": EVIL}),
    (painting.chip, {"tone": EVIL, "icon": EVIL, "css": EVIL, "slot": EVIL, "attrs": {EVIL: EVIL}}),
    (painting.deadline, {"d": DeadlineWords(EVIL, "late", EVIL)}),
    (painting.state, {"state": State("x", EVIL, "late", EVIL)}),
    (painting.person, {"person": EVIL, "name": EVIL, "seat": SimpleNamespace(title=EVIL, unit=EVIL), "size": EVIL}),
    (painting.button, dict.fromkeys(("href", "type", "tone", "icon", "after", "size", "label", "css", "slot"), EVIL)),
    (painting.tab, dict.fromkeys(("href", "count", "icon", "slot"), EVIL)),
    (painting.tabs, dict.fromkeys(("label", "slot"), EVIL)),
    (painting.crumbs, {"slot": EVIL}),
    (painting.menu, dict.fromkeys(("label", "icon", "tone", "align", "words", "size", "slot"), EVIL)),
    (painting.panel, dict.fromkeys(("title", "count", "icon", "id", "level", "css", "tone", "slot", "actions", "footer"), EVIL)),
    (painting.empty, dict.fromkeys(("icon", "title", "css", "slot", "action"), EVIL)),
    (painting.notice, dict.fromkeys(("tone", "icon", "title", "css", "slot", "action"), EVIL)),
    (painting.stat, dict.fromkeys(("value", "label", "tone", "href", "note"), EVIL)),
    (painting.progress, dict.fromkeys(("value", "max", "label", "tone"), EVIL)),
    (painting.row, dict.fromkeys(("href", "title", "meta", "css", "tick", "form", "slot", "chip", "action"), EVIL)),
    (painting.facts, dict.fromkeys(("css", "slot"), EVIL)),
    (painting.fact, dict.fromkeys(("label", "note", "tone", "slot"), EVIL)),
    (painting.thread, dict.fromkeys(("label", "slot"), EVIL)),
    (painting.entry, dict.fromkeys(("icon", "tone", "when", "who", "on_behalf", "quote", "note", "slot"), EVIL)),
]  # fmt: skip


class EvilTable(Table):
    caption = EVIL
    columns = (Column("name", EVIL, lambda row: EVIL, css=EVIL, card="title", sort="name"),)
    filters = (ChoiceFilter("kind", EVIL, [(EVIL, EVIL)], apply=lambda rows, _value: rows, chips=True),
               ChoiceFilter("other", EVIL, [(EVIL, EVIL)], apply=lambda rows, _value: rows))  # fmt: skip
    sorts = (Sort("name", EVIL, ("pk",)), Sort("other", EVIL, ("pk",)))
    selectable = True
    page = Page([SimpleNamespace(pk=EVIL)], "after", "before")  # type: ignore[assignment]

    def row_url(self, row: Any) -> str:
        return EVIL


@pytest.mark.parametrize(("draw", "given"), DRAWN, ids=lambda part: getattr(part, "__name__", ""))
def test_what_people_wrote_is_never_markup(draw: Any, given: dict[str, Any]) -> None:
    drawn = draw(**given)

    assert isinstance(drawn, SafeString)
    assert "<script" not in drawn
    assert '="">' not in drawn


def test_a_list_and_its_filters_escape_what_people_wrote() -> None:
    request = RequestFactory().get("/", {"kind": EVIL, "other": EVIL, EVIL: EVIL})
    page = Engine.get_default().from_string(
        "{% cotton filters :table=table / %}{% cotton table :table=table form=evil %}{{ evil }}{% endcotton %}"
    )

    drawn = page.render(Context({"table": EvilTable(request, None), "evil": EVIL}))  # type: ignore[arg-type]

    assert "&lt;script" in drawn
    assert "<script" not in drawn


def test_a_field_escapes_what_was_typed() -> None:
    form = SampleForm(dict.fromkeys(SampleForm.base_fields, EVIL), renderer=HouseRenderer())

    assert "&lt;script" in str(form["title"])
    assert "<script" not in "".join(str(field) for field in form)


def test_what_is_fresh_is_drawn_for_each_and_what_is_kept_once() -> None:
    page = Engine.get_default().from_string(
        "{% kept theme %}{{ theme }}: {{ kept }} {% fresh %}{{ name }}{% endfresh %}{% endkept %}"
    )

    def drawn(**given: Any) -> str:
        return page.render(Context(given))

    assert drawn(theme="dark", kept="first", name="An") == "dark: first An"
    assert drawn(theme="dark", kept="second", name="<Bình>") == "dark: first &lt;Bình&gt;"
    assert drawn(theme="light", kept="third", name="Chi") == "light: third Chi"


def test_the_look_is_that_of_the_device_else_that_of_the_account() -> None:
    request = RequestFactory().get("/")
    request.user = SimpleNamespace(theme="dark")  # type: ignore[assignment]
    assert theme_of(request) == "dark"
    request.COOKIES["theme"] = "light"
    assert theme_of(request) == "light"
