"""Who reads the registers in the measurement, and what they ask for."""

import random
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote, quote_plus

from django.utils import timezone

from congvu.accounts.actors import Actor
from congvu.accounts.models import User
from congvu.bench.clients import Request
from congvu.bench.office import session_of
from congvu.core.tables.paging import cursor_of
from congvu.directory.models import PostHolding
from congvu.directory.roles import Role
from congvu.documents.books import IncomingTable
from congvu.documents.models import IncomingDocument
from congvu.records.models import Record, RegisterEntry, SearchEntry

BOOK, SEARCH = "/documents/incoming/", "/search/"
EACH = 4  # people of each sort, signed in at once
PAGES = ("first", "filtered", "sorted", "deep", "look-up", "search")
FILTERS = ("?state=late", "?state=assigned", "?urgency=urgent", "?type=report", "?year={year}", "?came_from={month}")


@dataclass(frozen=True)
class Reader:
    """Someone signed in, and numbers and words of what they may read, the last years of it, and its middle page."""

    actor: Actor
    session: str
    numbers: list[str]
    references: list[str]
    years: list[int]
    deep: str


def readers() -> dict[str, list[Reader]]:
    """Of each sort of reader some people: in the Office clerks, officers, heads, administrators; and clerks of other bodies."""
    now = timezone.now()
    held = PostHolding.objects.valid_on(timezone.localdate(now)).order_by("pk")
    office = held.filter(post__unit__organisation__data_key="vpcp")
    others = held.exclude(post__unit__organisation__data_key="vpcp")
    sorts = {
        "clerk": office.filter(post__role=Role.CLERK),
        "officer": office.filter(post__role=Role.OFFICER),
        "head": office.filter(post__role=Role.HEAD),
        "body user": others.filter(post__role=Role.CLERK),
        "administrator": office.filter(post__role=Role.ADMINISTRATOR),
    }
    chance = random.Random(8)  # noqa: S311
    found = {}
    for name, holdings in sorts.items():
        people = list(holdings.values_list("person", flat=True))
        people = chance.sample(people, min(EACH, len(people)))
        found[name] = [
            _reader(user, chance) for user in User.objects.filter(person__in=people).select_related("person")
        ]
    return found


def _reader(user: User, chance: random.Random) -> Reader:
    now = timezone.now()
    actor = user.actor(now)
    mine = Record.objects.visible_to(actor).filter(kind=IncomingDocument.KIND)
    newest = list(mine.order_by("-opened_at", "-pk").values_list("pk", "reference")[:400])
    numbers = RegisterEntry.objects.filter(record__in=[pk for pk, _reference in newest]).values_list(
        "number", "register__year"
    )
    oldest = mine.order_by("opened_at").values_list("opened_at", flat=True).first() or now
    middle = mine.filter(opened_at__lte=oldest + (now - oldest) / 2).order_by("-opened_at", "-pk").first()
    deep = cursor_of(middle, IncomingTable.sorts[0]) if middle else ""
    return Reader(
        actor,
        session_of(user),
        [str(number) for number, _year in chance.sample(list(numbers), min(60, len(numbers)))],
        [reference for _pk, reference in chance.sample(newest, min(60, len(newest)))],
        list(range(timezone.localtime(now).year, timezone.localtime(oldest).year - 1, -1))[:3],
        deep,
    )


def asked_for(page: str, people: list[Reader], number: int, terms: list[str], seed: int) -> list[Request]:
    """So many requests for a page, by each of the people in turn."""
    chance = random.Random(seed)  # noqa: S311
    return [Request(_address(page, people[place % len(people)], place, terms, chance),
                    session=people[place % len(people)].session) for place in range(number)]  # fmt: skip


def _address(page: str, who: Reader, place: int, terms: list[str], chance: random.Random) -> str:
    if page == "filtered":
        month = timezone.localdate() - timedelta(days=30 * (place % 5 + 1))
        year = who.years[place // len(FILTERS) % len(who.years)]
        return BOOK + FILTERS[place % len(FILTERS)].format(year=year, month=month)
    if page == "sorted":
        return f"{BOOK}?sort=oldest"
    if page == "deep":
        return f"{BOOK}?after={quote(who.deep)}"
    if page == "look-up":
        wanted = chance.choice(who.numbers if place % 2 else who.references) if who.numbers else "12"
        return f"{BOOK}?q={quote_plus(wanted)}"
    if page == "search":
        return f"{SEARCH}?q={quote_plus(chance.choice(terms))}"
    return BOOK


def search_terms(number: int, seed: int = 1000) -> list[str]:
    """What people type: one to four words of the title of a document, as common and as rare as words in titles are; some with
    the last word unfinished, some without accents, some a reference."""
    chance = random.Random(seed)  # noqa: S311
    last = SearchEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    first = SearchEntry.objects.order_by("pk").values_list("pk", flat=True).first() or 0
    pks = [chance.randint(first, last) for _one in range(number * 2)]
    titles = list(Record.objects.filter(pk__in=pks).values_list("title", "reference", "search__title"))
    terms = []
    for place in range(number):
        title, reference, plain = titles[place % len(titles)]
        words = (title if chance.random() < 0.6 else plain).split()
        length = chance.choice((1, 1, 2, 2, 3, 4))
        at = chance.randint(0, max(len(words) - length, 0))
        text = " ".join(words[at : at + length])
        drawn = chance.random()
        if drawn < 0.08:
            text = reference
        elif drawn < 0.3 and len(text) > 3:
            text = text[: -chance.randint(1, 2)]
        elif drawn < 0.65:
            text += " "
        terms.append(text)
    return terms


def commonest_words(number: int) -> list[str]:
    """The words most titles have."""
    titles = SearchEntry.objects.order_by("-pk").values_list("title", flat=True)[:5_000]
    return [
        word for word, _times in Counter(word for title in titles for word in set(title.split())).most_common(number)
    ]
