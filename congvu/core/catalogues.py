"""The catalogues of words: taken from code and templates, compiled, without the system's gettext.

English is the msgid. Every app keeps `locale/vi` and `locale/lo`; both are complete everywhere.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract as read_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.reloader import translation_file_changed
from django.utils.translation.template import templatize

HOUSE = Path(__file__).resolve().parents[1]
LANGUAGES = ("vi", "lo")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HEADER = "# The words of the house. English is the msgid; Vietnamese is written first, by the office's own words."
PLURALS = {"vi": "nplurals=1; plural=0;", "lo": "nplurals=1; plural=0;"}


@dataclass(frozen=True)
class Gap:
    """Something missing in a catalogue."""

    app: str
    language: str
    msgid: str
    what: str


def apps() -> list[Path]:
    return sorted(path.parent for path in HOUSE.glob("*/apps.py"))


def path_of(app: Path, language: str) -> Path:
    return app / "locale" / language / "LC_MESSAGES" / "django.po"


def words_in(app: Path) -> Catalog:
    """Every string for people in an app's code and templates, in a stable order, with the files it stands in."""
    catalog = Catalog()
    for source, content in _sources(app):
        found = read_python("python", io.BytesIO(content.encode()), keywords=KEYWORDS, comment_tags=("Translators:",))
        for _line, message, comments, context in found:
            catalog.add(message, locations=[(source, 0)], auto_comments=comments, context=context)
    return catalog


def extract() -> list[Path]:
    """Bring every app's catalogues up to date and keep what is translated; answers the files that changed."""
    changed = []
    for app in apps():
        words = words_in(app)
        for language in LANGUAGES:
            if len(words) and _refresh(path_of(app, language), language, words):
                changed.append(path_of(app, language))
    return changed


def compile_all() -> list[Path]:
    """Compile the catalogues that are newer than what was compiled from them; answers those compiled. This process, and whatever
    is forked from it, says the new words from then on."""
    compiled = []
    for app in apps():
        for language in LANGUAGES:
            source = path_of(app, language)
            target = source.with_suffix(".mo")
            if not source.is_file() or (target.is_file() and target.stat().st_mtime >= source.stat().st_mtime):
                continue
            with source.open("rb") as opened:
                catalog = read_po(opened, locale=language)
            with target.open("wb") as opened:
                write_mo(opened, catalog)
            compiled.append(target)
    for target in compiled[:1]:  # whichever it is, all that was read is forgotten
        translation_file_changed(sender=None, file_path=target)
    return compiled


def gaps(app: Path, language: str) -> list[Gap]:
    """What the catalogue of an app lacks: words not taken in, not translated or only guessed."""
    words, source = words_in(app), path_of(app, language)
    known = Catalog(locale=language)
    if source.is_file():
        with source.open("rb") as opened:
            known = read_po(opened, locale=language)
    found = []
    for message in words:
        if not message.id:
            continue
        entry = known.get(message.id, message.context)
        said = entry.string if entry is not None else ""
        empty = not said or (isinstance(said, (tuple, list)) and not all(said))
        if entry is None or empty or entry.fuzzy:
            what = "is not taken in" if entry is None else "is not translated" if empty else "is only guessed"
            found.append(Gap(app.name, language, str(message.id), what))
    return found


def _sources(app: Path) -> Iterator[tuple[str, str]]:
    skipped = {"tests", "migrations", "gallery"}
    for path in sorted([*app.rglob("*.py"), *app.rglob("*.html"), *app.rglob("*.txt")]):
        if skipped & set(path.relative_to(app).parts):
            continue
        text = path.read_text(encoding="utf-8")
        yield path.relative_to(HOUSE.parent).as_posix(), text if path.suffix == ".py" else templatize(text)


def _refresh(path: Path, language: str, words: Catalog) -> bool:
    before = path.read_bytes() if path.is_file() else b""
    catalog = read_po(io.BytesIO(before), locale=language) if before else Catalog(locale=language)
    catalog.update(words, no_fuzzy_matching=True, update_header_comment=False)
    catalog.obsolete.clear()
    catalog.header_comment = HEADER
    catalog.project, catalog.version, catalog.msgid_bugs_address = "congvu", "", ""
    out = io.BytesIO()
    write_po(out, catalog, width=120, sort_output=True, include_lineno=False, omit_header=True)
    fields = (f"Language: {language}", "Content-Type: text/plain; charset=utf-8", f"Plural-Forms: {PLURALS[language]}")
    lines = "".join(f'"{field}\\n"\n' for field in fields)
    head = f'{HEADER}\nmsgid ""\nmsgstr ""\n{lines}\n'
    after = head.encode() + out.getvalue()
    if after == before:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(after)
    return True
