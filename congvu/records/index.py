"""The index of search: one entry a record, written by a job after each action on the record, or for all at once.

The vector of words is built here and not by PostgreSQL's own parser: that one knows no Vietnamese syllables and splits
letters by the language of the server.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from congvu.core import ending, stores
from congvu.core.journeys import Rows, Statement
from congvu.core.stores import Searched
from congvu.files.models import UNREAD
from congvu.records.models import Attachment, Record, SearchEntry
from congvu.records.words import bare, number_and_notation, reference_key, spelt, spelt_again

BATCH = 200
WRITER = 0x1DE8  # the lock of whoever writes the index
TEXT_CHARACTERS = 400_000  # of all files of a record together: some 150 pages
ROOM = 900_000  # bytes of a vector; PostgreSQL's have at most 1 MB
LAST_POSITION = 16_383  # PostgreSQL counts no further
PLACES = 250  # of one word that are kept
SHORT = 300  # characters of a text that is written without weighing each word
COMES_AGAIN = 60  # characters of a text that often comes again
ROOM_OF_A_LETTER = 16  # bytes in a vector at most: words of one letter and a space, in both spellings
GAP = 8  # between parts, so that a phrase does not reach from one into the next

_RECORDS = """
    SELECT r.id, r.title, r.reference, r.opened_at, coalesce(e.number || '/' || g.year, '')
    FROM records_record r LEFT JOIN records_registerentry e ON e.record_id = r.id
    LEFT JOIN records_register g ON g.id = e.register_id
    WHERE r.id = ANY(%s::bigint[])
"""
SAID = "SELECT record_id, words, result FROM records_workitem WHERE record_id = ANY(%s::bigint[]) ORDER BY id DESC"

# The names and words of the records' files, and whether more of them may come; a stamped copy says nothing new.
_FILES = """
    SELECT a.record_id, a.name, left(f.text, %s), f.text_state = ANY(%s::text[])
    FROM records_attachment a JOIN files_storedfile f ON f.id = a.file_id
    WHERE a.record_id = ANY(%s::bigint[]) AND a.role <> 'stamped' ORDER BY a.record_id, a.id DESC
"""

_WRITE = """
    INSERT INTO records_searchentry (record_id, words, marked, title, reference, body, year, awaits_text)
    SELECT * FROM unnest(%s::bigint[], %s::tsvector[], %s::text[], %s::text[], %s::text[], %s::text[], %s::smallint[],
        %s::boolean[])
    ON CONFLICT (record_id) DO UPDATE SET words = excluded.words, marked = excluded.marked, title = excluded.title,
        reference = excluded.reference, body = excluded.body, year = excluded.year, awaits_text = excluded.awaits_text
"""

_WORDS = "INSERT INTO records_searchword (word) SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING"


@dataclass(slots=True)
class Vector:
    """The words of a record with their places and weights, as PostgreSQL reads a tsvector; it puts together what stands there
    twice. Those of title and facts in their marked spelling too, which is no more looked up than weighed (`marked`)."""

    short: list[str] = field(default_factory=list)  # the words of short texts, written
    words: dict[str, str] = field(default_factory=dict)  # of long ones: each by itself, with its places
    short_marked: list[str] = field(default_factory=list)
    words_marked: dict[str, str] = field(default_factory=dict)
    last: int = 0
    room: int = ROOM

    def add(self, text: str, weight: str, *, marked: bool = False) -> None:
        """Add a text. `marked`: with its accents too, so that who writes them finds what has them first."""
        if not text:
            self.last += GAP
            return
        length = len(text)
        if length < SHORT and self.room > SHORT * ROOM_OF_A_LETTER and self.last < LAST_POSITION - SHORT:
            write = written_again if length < COMES_AGAIN else written_out
            written, written_marked, count = write(text, weight, self.last, marked)
            self.short.append(written)
            if written_marked:
                self.short_marked.append(written_marked)
            self.last += count
            self.room -= length * ROOM_OF_A_LETTER
        else:
            for word in spelt(text):
                self.last += 1
                place = f"{min(self.last, LAST_POSITION)}{weight}"
                self._put(self.words, word.bare_key, place)
                if marked and word.marked:
                    self._put(self.words_marked, word.marked_key, place)
        self.last += GAP

    def _put(self, words: dict[str, str], key: str, place: str) -> None:
        """`key`: the word with the colon behind it."""
        places = words.get(key)
        self.room -= 2 if places else 4 * len(key) + 2
        if self.room > 0:
            if places is None:
                words[key] = key + place
            elif places.count(",") < PLACES - 1:
                words[key] = f"{places},{place}"

    def add_reference(self, reference: str) -> None:
        """Add a number and notation: its words, and all of them grown together ("7816vpcpttdt", "vpcpttdt")."""
        number, notation = number_and_notation(reference)
        if number:
            self.last += 1
            self.short.append(f"{number}:{self.last}A")
        words, count, whole, rest = notation_again(notation, self.last)
        self.short.append(words)
        self.last += count + GAP
        grown = (number + whole, whole) if number else (whole, rest)
        for word in grown[: max(0, count - (not number))]:
            self.short.append(f"{word}:{self.last}A")

    def add_number(self, number: str) -> None:
        """Add a number of a book and its year as the database writes them ("17/2026"). Hardly any comes again."""
        first, _stroke, year = number.partition("/")
        if not year:
            self.add(number, "B", marked=True)
            return
        self.short.append(f"{first}:{self.last + 1}B {year}:{self.last + 2}B")
        self.last += 2 + GAP

    def __str__(self) -> str:
        return " ".join([*self.short, *self.words.values()])

    @property
    def marked(self) -> str:
        return " ".join([*self.short_marked, *self.words_marked.values()])


def written_out(text: str, weight: str, last: int, marked: bool) -> tuple[str, str, int]:
    """A text's words with their places behind the last, those of them that are marked, and how many they are."""
    found = spelt_again(text)
    count = len(found)
    places = _PLACES[weight][last : last + count] if last + count <= _FEW else places_of(weight, last, last + count)
    words = " ".join([word[2] + place for word, place in zip(found, places, strict=True)])
    if not marked:
        return words, "", count
    return words, " ".join([word[3] + place for word, place in zip(found, places, strict=True) if word[3]]), count


def places_of(weight: str, last: int, until: int) -> list[str]:
    """The places behind the last until one, as a vector has them."""
    return [f"{place}{weight}" for place in range(last + 1, until + 1)]


@lru_cache(maxsize=1 << 13)
def notation_again(notation: str, last: int) -> tuple[str, int, str, str]:
    """A notation's words with their places behind the last, how many they are, and grown together: all, and all but the first."""
    words, _marked, count = written_out(notation, "A", last, marked=False)
    parts = [word.bare for word in spelt_again(notation)]
    return words, count, "".join(parts), "".join(parts[1:])


_FEW = 512  # places that are kept written
_PLACES = {weight: places_of(weight, 0, _FEW) for weight in "ABCD"}
written_again = lru_cache(maxsize=1 << 13)(written_out)  # a body, a kind, a signatory: often at the same places


class _Read(NamedTuple):
    """What a record itself says."""

    pk: int
    title: str
    reference: str
    opened_at: datetime
    number: str


@transaction.atomic
def index(pks: Iterable[int]) -> int:
    """Write the entries of these records anew; how many there were. Two journeys; one writer at a time,
    so that what was read earlier is not written later."""
    asked = list(pks)
    _alone, found, items, files, *others = ending.ask_all(
        ("SELECT pg_advisory_xact_lock(%s)", [WRITER]),
        (_RECORDS, [asked]),
        (SAID, [asked]),
        (_FILES, [TEXT_CHARACTERS, list(UNREAD), asked]),
        *apps_asked(asked),
    )
    records = [_Read(*row) for row in found]
    if not records:
        return 0
    told = told_by_apps(others)
    said: dict[int, list[str]] = defaultdict(list)
    for pk, *words in items:
        said[pk] += words
    texts: dict[int, list[str]] = defaultdict(list)
    waiting = set()
    for pk, name, text, awaits in files:
        texts[pk] += [name.rpartition(".")[0], text]
        if awaits:
            waiting.add(pk)
    vectors = [
        _vector(record, told.get(record.pk, Searched()), said[record.pk], texts[record.pk]) for record in records
    ]
    rows = [
        (
            record.pk,
            str(vector),
            vector.marked,
            bare(record.title),
            reference_key(record.reference),
            told[record.pk].body if record.pk in told else "",
            timezone.localtime(record.opened_at).year,
            record.pk in waiting,
        )
        for record, vector in zip(records, vectors, strict=True)
    ]
    words = words_of(f"{title} {reference}" for _pk, _words, _marked, title, reference, *_more in rows)
    ending.ask_all((_WRITE, [list(column) for column in zip(*rows, strict=True)]), (_WORDS, [words]))
    return len(rows)


def know(texts: Iterable[str]) -> None:
    """Keep the words of bare titles and references, for what is misspelt or not finished later."""
    ending.ask(_WORDS, [words_of(texts)])


def words_of(texts: Iterable[str]) -> list[str]:
    """The words of bare titles and references, without figures."""
    return sorted({word for text in texts for word in text.split() if word.isalpha() and len(word) > 1})


def index_all() -> int:
    """Write the entries of all records, batch by batch; how many there were."""
    done = last = 0
    while pks := list(Record.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        done += index(pks)
        last = pks[-1]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE records_searchentry")
    return done


def index_read_files() -> int:
    """Write anew the entries whose files have been read meanwhile."""
    waiting = Attachment.objects.filter(record_id=OuterRef("pk"), file__text_state__in=UNREAD)
    ready = SearchEntry.objects.filter(~Exists(waiting), awaits_text=True).order_by("pk")
    return index(list(ready.values_list("pk", flat=True)[:BATCH]))


def apps_asked(pks: list[int]) -> list[Statement]:
    """What the records' own apps are asked of them."""
    return [(fields.statement, [pks]) for fields in stores.search_fields]


def told_by_apps(answers: Iterable[Rows]) -> dict[int, Searched]:
    """What they say of each record, as `apps_asked` was answered."""
    told: dict[int, Searched] = {}
    for fields, rows in zip(stores.search_fields, answers, strict=True):
        told |= fields.read(rows)
    return told


def _vector(record: _Read, told: Searched, said: list[str], texts: list[str]) -> Vector:
    notes = (*told.notes, *said)
    return vector_of(record.title, record.reference, told.body, record.number, told.facts, notes, texts)


def vector_of(
    title: str,
    reference: str,
    body: str,
    number: str,
    facts: Iterable[str],
    notes: Iterable[str],
    texts: Iterable[str] = (),
) -> Vector:
    """The words of a record: of its title and reference, of from whom it came, its number and other facts, of what was written
    of it, and of its files."""
    vector = Vector()
    vector.add(title, "A", marked=True)
    vector.add_reference(reference)
    vector.add(body, "B", marked=True)
    vector.add_number(number)
    for fact in filter(None, facts):
        vector.add(fact, "B", marked=True)
    for words in filter(None, notes):
        vector.add(words, "C")
    for text in texts:
        vector.add(text, "D")
    return vector
