"""What a stretch of lines speaks of: asked of the directory at once for all of them, not line by line.

What a line enters is added, so that the lines after it find it. Periods are compared here; which day counts is the line's.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Upper

from congvu.directory.models import Organisation, OrganisationCode, Person, Post, PostHolding, Unit

Values = dict[str, Any]


class Known:
    """Bodies by their codes, units by their letters, people by number, address and name, posts and who holds them."""

    def __init__(self, lines: Sequence[Values]) -> None:
        self.has_grown = False
        self._bodies: dict[str, list[OrganisationCode]] = defaultdict(list)
        self._units: dict[tuple[int, str], list[Unit]] = defaultdict(list)
        self._numbered: dict[str, Person] = {}
        self._at_address: dict[str, list[Person]] = defaultdict(list)
        self._named: dict[tuple[int, str], dict[int, Person]] = defaultdict(dict)
        self._posts: dict[tuple[int, str], Post] = {}
        self._held: dict[tuple[int, int], list[Any]] = defaultdict(list)
        self._ask_bodies({code.upper() for code in _said(lines, "code", "body", "parent")})
        people = [line for line in lines if "full_name" in line]
        if people:
            self._ask_units(_said(people, "unit"))
            self._ask_people(people)
            self._ask_posts(_said(people, "title"))

    # -- asked --------------------------------------------------------------------------------------------------------
    def _ask_bodies(self, codes: set[str]) -> None:
        for row in OrganisationCode.objects.filter(code__in=codes).select_related("organisation").order_by("pk"):
            self._bodies[row.code].append(row)

    def _ask_units(self, letters: set[str]) -> None:
        bodies = {row.organisation_id: row.organisation for rows in self._bodies.values() for row in rows}
        found = Unit.objects.filter(organisation__in=bodies).annotate(letters=Upper("notation"))
        for unit in found.filter(letters__in=_upper(letters)).order_by("pk"):
            unit.organisation = bodies[unit.organisation_id]
            self._units[unit.organisation_id, unit.notation.upper()].append(unit)

    def _ask_people(self, lines: Sequence[Values]) -> None:
        for person in Person.objects.filter(staff_number__in={line["staff_number"] for line in lines} - {""}):
            self._numbered[person.staff_number] = person
        addressed = Person.objects.annotate(address=Upper("email"))
        for person in addressed.filter(address__in=_upper(_said(lines, "email"))).order_by("pk"):
            self._at_address[person.email.upper()].append(person)
        bodies = {row.organisation_id for rows in self._bodies.values() for row in rows}
        seated = Person.objects.annotate(called=Upper("full_name"), body=F("holdings__post__unit__organisation"))
        for person in seated.filter(called__in=_upper(_said(lines, "full_name")), body__in=bodies).order_by("pk"):
            self._named[person.body, person.full_name.upper()][person.pk] = person

    def _ask_posts(self, titles: set[str]) -> None:
        units = {unit.pk for units in self._units.values() for unit in units}
        found = Post.objects.filter(unit__in=units).annotate(called=Upper("title"))
        for post in found.filter(called__in=_upper(titles)):
            self._posts[post.unit_id, post.title.upper()] = post
        people = {person.pk for person in self._numbered.values()}
        people |= {person.pk for found in self._at_address.values() for person in found}
        people |= {pk for found in self._named.values() for pk in found}
        posts = [post.pk for post in self._posts.values()]
        rows = PostHolding.objects.filter(post__in=posts, person__in=people).values_list("post", "person", "valid")
        for post_id, person_id, valid in rows:
            self._held[post_id, person_id].append(valid)

    # -- found --------------------------------------------------------------------------------------------------------
    def body(self, code: str, on: date) -> Organisation | None:
        """The body that the code names on the day."""
        rows = self._bodies.get(code.strip().upper(), [])
        return next((row.organisation for row in rows if _covers(row.valid, on)), None)

    def unit(self, body: Organisation, letters: str, on: date) -> Unit | None:
        """The body's unit of these letters on the day."""
        units = self._units.get((body.pk, letters.upper()), [])
        return next((unit for unit in units if _covers(unit.valid, on)), None)

    def numbered(self, number: str) -> Person | None:
        return self._numbered.get(number)

    def at_address(self, email: str) -> list[Person]:
        return self._at_address.get(email.upper(), [])

    def named(self, name: str, body: Organisation) -> list[Person]:
        """Who bears the name and holds or held a post of the body."""
        return list(self._named.get((body.pk, name.upper()), {}).values())

    def post(self, unit: Unit, title: str) -> Post | None:
        return self._posts.get((unit.pk, title.upper()))

    def holds(self, post: Post, person: Person, on: date) -> bool:
        """Whether the person holds the post on the day, or will."""
        return any(
            not valid.isempty and (valid.upper is None or valid.upper > on)
            for valid in self._held.get((post.pk, person.pk), [])
        )

    # -- entered meanwhile --------------------------------------------------------------------------------------------
    def add_body(self, row: OrganisationCode) -> None:
        self.has_grown = True
        self._bodies[row.code].append(row)

    def change_body(self, body: Organisation) -> None:
        """It has another name, or is described anew."""
        self.has_grown = True
        for rows in self._bodies.values():
            for row in rows:
                if row.organisation_id == body.pk:
                    row.organisation = body

    def add_person(self, person: Person) -> None:
        """Someone new, or described anew."""
        self.has_grown = True
        if person.staff_number:
            self._numbered[person.staff_number] = person
        if person.email:
            there = self._at_address[person.email.upper()]
            there[:] = [one for one in there if one.pk != person.pk] + [person]

    def add_post(self, post: Post) -> None:
        self.has_grown = True
        self._posts[post.unit_id, post.title.upper()] = post

    def add_holding(self, holding: PostHolding, body: Organisation) -> None:
        self.has_grown = True
        self._held[holding.post_id, holding.person_id].append(holding.valid)
        self._named[body.pk, holding.person.full_name.upper()][holding.person_id] = holding.person


def _said(lines: Iterable[Values], *columns: str) -> set[str]:
    """What stands in these columns."""
    return {str(line[name]).strip() for line in lines for name in columns if line.get(name)}


def _upper(words: Iterable[str]) -> list[Upper]:
    """The words in capitals as the database writes them, which is asked and not guessed."""
    return [Upper(Value(one)) for one in sorted(words)]


def _covers(valid: Any, day: date) -> bool:
    return (
        not valid.isempty and (valid.lower is None or valid.lower <= day) and (valid.upper is None or day < valid.upper)
    )
