"""A line of a former register, checked: what it says in the words of this house, or why it cannot be taken over as it is."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.core.errors import RuleBroken
from congvu.core.fields import nfc
from congvu.directory.models import FormerName, Organisation, Unit, is_within
from congvu.documents.archive.reading import Row
from congvu.documents.models import DocumentType
from congvu.documents.reading.words import folded, name_key
from congvu.files.secrecy import is_ordinary, mark_of, may_bear_mark
from congvu.records.models import Urgency

FIRST_YEAR = 1945
EXCEL_DAY_ONE = date(1899, 12, 30)
DAYS_OF_EXCEL = range(10_000, 100_000)
LONGEST = {"reference": 80, "issuer": 250, "signatory": 160, "dossier": 80}
SHORTEST = min(LONGEST.values())
_APART = " ; "  # no mark goes on behind it
_UNTIDY = ("  ", "\t", "\n")  # and a space at either end
MOST_LETTERS = 20_000
MOST_DIGITS = 16  # with zeros before them
HIGHEST = {"number": 2_000_000_000, "pages": 1_000_000, "copies": 30_000}

FILED, OPEN, CANCELLED = "filed", "open", "cancelled"
_STATES = {
    FILED: ("", "filed", "daluu", "luuhoso", "dahoanthanh", "hoanthanh", "daxuly", "dagiaiquyet", "ketthuc"),
    OPEN: ("open", "dangxuly", "chuaxuly", "choxuly", "dangthuchien", "chuahoanthanh"),
    CANCELLED: ("cancelled", "dahuy", "huy", "huyso"),
}
_URGENCIES = {
    Urgency.NORMAL: ("", "normal", "thuong", "binhthuong", "khongkhan"),
    Urgency.URGENT: ("urgent", "khan"),
    Urgency.VERY_URGENT: ("veryurgent", "thuongkhan"),
    Urgency.IMMEDIATE: ("immediate", "hoatoc"),
}
_STATE_OF = {word: state for state, words in _STATES.items() for word in words}
_URGENCY_OF = {word: str(urgency) for urgency, words in _URGENCIES.items() for word in words}


class Refused(RuleBroken):
    """The line cannot be taken over as it stands; the message says why. `secret`: nothing of its words may be kept."""

    def __init__(self, message: str, *, secret: bool = False) -> None:
        super().__init__(message)
        self.secret = secret


@dataclass(slots=True)
class Line:
    """A document of the former register."""

    place: int
    number: int
    arrived_on: date
    title: str
    reference: str
    issuer: str
    issuing_body: int | None
    issued_on: date | None
    kind: DocumentType | None
    signatory: str
    urgency: str
    pages: int | None
    copies: int
    unit: Unit | None
    unit_name: str
    due_on: date | None
    state: str
    closed_on: date
    dossier: str
    result: str
    note: str
    file: str
    year: int


@dataclass
class Known:
    """What a line's words are looked up in: the bodies with their names of all days, the kinds, the units of the body."""

    today: date
    bodies: dict[str, list[tuple[Any, int]]] = field(default_factory=dict)
    kinds: dict[str, list[DocumentType]] = field(default_factory=dict)
    units: dict[str, list[Unit]] = field(default_factory=dict)
    days: dict[str, date] = field(default_factory=dict)

    @classmethod
    def of(cls, organisation: Organisation, today: date) -> "Known":
        """As the directory stands. Four queries."""
        known = cls(today)
        for body in Organisation.objects.order_by("rank", "pk"):
            for name in (body.name, body.short_name):
                known.bodies.setdefault(name_key(name), []).append((body.valid, body.pk))
        for former in FormerName.objects.select_related("organisation").order_by("-until"):
            for name in (former.name, former.short_name):
                known.bodies.setdefault(name_key(name), []).append((former.organisation.valid, former.organisation_id))
        known.bodies.pop("", None)
        for kind in DocumentType.objects.order_by("rank", "pk"):
            for name in (kind.code, kind.name, kind.name.partition(" (")[0], kind.abbreviation):
                known.kinds.setdefault(word(name), []).append(kind)
        known.kinds.pop("", None)
        for unit in Unit.objects.filter(organisation=organisation).order_by("rank", "pk"):
            for name in (unit.name, unit.notation):
                known.units.setdefault(word(name), []).append(unit)
        known.units.pop("", None)
        return known

    def body(self, name: str, day: date) -> int | None:
        """The body of that name on the day, when there is just one."""
        found = {pk for valid, pk in self.bodies.get(_key(name), ()) if is_within(valid, day)}
        return found.pop() if len(found) == 1 else None

    def kind(self, name: str, day: date) -> DocumentType | None:
        """The kind by its name, letters or code: that of the day, else the first that ever was."""
        found = self.kinds.get(word(name), [])
        return next((kind for kind in found if is_within(kind.valid, day)), found[0] if found else None)

    def unit(self, name: str, day: date) -> Unit | None:
        found = self.units.get(word(name), [])
        return next((unit for unit in found if is_within(unit.valid, day)), found[0] if found else None)

    def day(self, cell: str, faults: list[str]) -> date | None:
        """A day as offices and machines write it; each writing is read once. What is no day is put to the faults."""
        if not cell:
            return None
        day = self.days.get(cell)
        if day is None:
            if len(self.days) > 50_000:
                self.days.clear()
            try:
                day = self.days[cell] = _read_day(cell)
            except (ValueError, OverflowError):
                faults.append(_("“%(cell)s” is not a day. Write it as 31/12/2026.") % {"cell": cell[:20]})
        return day


@lru_cache(maxsize=1 << 14)
def word(text: str) -> str:
    """A word by which two writings of it are the same."""
    return "".join(letter for letter in folded(text) if letter.isalnum())


@lru_cache(maxsize=1 << 13)
def _looked_at(cell: str) -> tuple[str, bool]:
    """The cell as this house keeps texts, and whether a line of it is a secrecy mark."""
    text = nfc(cell).replace("\x00", "")
    return text, may_bear_mark(text) and any(mark_of(line) for line in text.splitlines())


def _is_plain(whole: str) -> bool:
    """Whether cells that stand behind one another, with signs and spaces between them, are as this house keeps texts, and none
    is a secrecy mark: one look at a whole line, for hardly one has anything that each cell must be looked at for."""
    return is_ordinary(whole) and not any(untidy in whole for untidy in _UNTIDY) and whole == whole.strip()


_key = lru_cache(maxsize=1 << 14)(name_key)


def read(row: Row, known: Known) -> Line:
    """What the line says. Raises Refused with all that is wrong with it."""
    faults: list[str] = []
    cells = _cells(row, faults)
    text = cells.get
    title, issuer = text("title", ""), text("issuer", "")
    if not title:
        faults.append(_("The abstract is missing."))
    if not issuer:
        faults.append(_("The issuing body is missing."))
    number = _count(cells, "number", faults)
    if number == 0:
        faults.append(_("The arrival number is missing."))
    arrived_on = known.day(text("arrived_on", ""), faults)
    issued_on = known.day(text("issued_on", ""), faults)
    closed_on = known.day(text("closed_on", ""), faults) or arrived_on
    due_on = known.day(text("due_on", ""), faults)
    if arrived_on is None:
        if not text("arrived_on"):
            faults.append(_("The day of arrival is missing."))
    elif arrived_on.year < FIRST_YEAR or arrived_on > known.today:
        faults.append(_("%(day)s cannot be the day of arrival.") % {"day": f"{arrived_on:%d/%m/%Y}"})
    else:
        if issued_on and issued_on > arrived_on:
            faults.append(_("The date of the document lies after the day it came."))
        if closed_on and (closed_on < arrived_on or closed_on > known.today):
            faults.append(_("%(day)s cannot be the day it was closed.") % {"day": f"{closed_on:%d/%m/%Y}"})
    state = _STATE_OF.get(word(text("state", "")))
    if state is None:
        faults.append(_("“%(cell)s” is no state: filed, open or cancelled.") % {"cell": cells["state"]})
    urgency = _URGENCY_OF.get(word(text("urgency", "")))
    if urgency is None:
        faults.append(_("“%(cell)s” is no urgency.") % {"cell": cells["urgency"]})
    unit_name = text("unit", "")
    unit = known.unit(unit_name, known.today if state == OPEN else arrived_on or known.today) if unit_name else None
    if state == OPEN and unit_name and (unit is None or not is_within(unit.valid, known.today)):
        faults.append(_("The body has no unit “%(unit)s” today, so nobody would go on with it.") % {"unit": unit_name})
    if state == CANCELLED and not text("note", ""):
        faults.append(_("A cancelled number needs its reason, in the column of notes."))
    day = issued_on or arrived_on or known.today
    kind_name = text("kind", "")
    kind = known.kind(kind_name, day) if kind_name else None
    if kind_name and kind is None:
        faults.append(_("“%(kind)s” is no kind of document.") % {"kind": kind_name})
    pages, copies = _count(cells, "pages", faults), _count(cells, "copies", faults)
    if faults or arrived_on is None or closed_on is None or state is None or urgency is None:
        raise Refused(" ".join(faults))
    return Line(
        place=row.place,
        number=number,
        arrived_on=arrived_on,
        title=title,
        reference=text("reference", ""),
        issuer=issuer,
        issuing_body=known.body(issuer, day),
        issued_on=issued_on,
        kind=kind,
        signatory=text("signatory", ""),
        urgency=urgency,
        pages=pages or None,
        copies=copies or 1,
        unit=unit,
        unit_name=unit_name,
        due_on=due_on,
        state=state,
        closed_on=closed_on,
        dossier=text("dossier", ""),
        result=text("result", ""),
        note=text("note", ""),
        file=text("file", ""),
        year=arrived_on.year,
    )


def _cells(row: Row, faults: list[str]) -> dict[str, str]:
    """The cells of a line as this house keeps texts. Raises Refused for a secrecy mark."""
    cells = row.cells
    if not _is_plain(_APART.join(filter(None, cells.values()))):
        cells = dict(cells)
        for key, cell in row.cells.items():
            cells[key], secret = _looked_at(cell)
            if secret:
                raise Refused(_("The line bears a secrecy mark. State secrets may not be kept here."), secret=True)
    for key, cell in cells.items():
        if len(cell) > SHORTEST and len(cell) > (most := LONGEST.get(key, MOST_LETTERS)):
            faults.append(_("“%(cell)s…” is longer than %(most)s letters.") % {"cell": cell[:20], "most": most})
    return cells


def _count(cells: dict[str, str], key: str, faults: list[str]) -> int:
    """The number in a cell; 0 where there is none, below it where it is no number."""
    cell = cells.get(key, "")
    if not cell:
        return 0
    if not (cell.isascii() and cell.isdigit() and len(cell) <= MOST_DIGITS) or int(cell) > HIGHEST[key]:
        faults.append(_("“%(cell)s” is not a number.") % {"cell": cell[:20]})
        return -1
    return int(cell)


def _read_day(cell: str) -> date:
    """31/12/2026, 31.12.2026, 2026-12-31, with or without a time behind it, or the number a spreadsheet keeps. Raises ValueError,
    OverflowError."""
    words, *_time = cell.replace("T", " ").split()
    parts = words.replace(".", "/").replace("-", "/").split("/")
    if len(parts) == 1 and int(words) in DAYS_OF_EXCEL:
        return EXCEL_DAY_ONE + timedelta(days=int(words))
    first, second, third = (int(part) for part in parts)
    return date(first, second, third) if len(parts[0]) == 4 else date(third, second, first)


def midnight(day: date) -> datetime:
    """The beginning of the day in the office's time zone."""
    return datetime.combine(day, time(), timezone.get_default_timezone())
