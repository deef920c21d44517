"""Components and icons: nothing unescaped, nothing missing, nothing styled in the page."""

import re
from pathlib import Path

import pytest

from congvu.core.icons import ICONS

HOUSE = Path(__file__).resolve().parents[2] / "congvu"
TEMPLATES = sorted(HOUSE.rglob("templates/**/*.html"))
COMPONENTS = sorted((HOUSE / "core" / "templates" / "cotton").glob("*.html"))
SHEETS = sorted((HOUSE / "core" / "static" / "core").glob("*.css"))
ICON = re.compile(r"""(?:<c-icon\s[^>]*?name|icon|after)="([a-z0-9-]+)\"""")


def name_of(path: Path) -> str:
    return path.relative_to(HOUSE).as_posix()


@pytest.mark.parametrize("path", COMPONENTS, ids=name_of)
def test_a_component_says_how_it_is_used_and_escapes_what_it_passes_on(path: Path) -> None:
    text = path.read_text()

    assert text.startswith("{% comment %}")
    assert "{{ attrs }}" not in text


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_has_no_style_and_no_script_of_its_own(path: Path) -> None:
    text = path.read_text()

    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|hx-on|hx-vals=.js:|javascript:", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_what_is_missing_in_a_form_is_said_in_the_offices_words(path: Path) -> None:
    """The browser's own bubbles speak the language of the browser."""
    forms = re.findall(r"(<form\b(?:[^>{]|{%.*?%}|{{.*?}})*>)(.*?)</form>", path.read_text(), re.DOTALL)
    typed = [tag for tag, inside in forms if 'class="form' in tag or re.search(r"<c-field|\srequired\b", inside)]

    assert [tag for tag in typed if 'method="post"' in tag and "novalidate" not in tag] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_every_icon_a_template_names_is_drawn(path: Path) -> None:
    assert set(ICON.findall(path.read_text())) <= set(ICONS)


@pytest.mark.parametrize("path", SHEETS, ids=name_of)
def test_a_style_sheet_is_short_and_fetches_nothing_from_outside(path: Path) -> None:
    text = path.read_text()

    assert len(text.splitlines()) <= 400
    assert "http" not in text


def test_there_are_few_components() -> None:
    assert len(COMPONENTS) <= 34


def test_the_scripts_of_the_desk_are_small() -> None:
    own = sum(
        path.stat().st_size for path in (HOUSE / "core" / "static" / "core").glob("*.js") if path.stem != "reader"
    )

    assert own < 40_000
