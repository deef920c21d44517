"""What a line of each kind of list means: it is compared with what is there and entered by the real actions.

Each function takes the line's values, what is known of those it speaks of, the clock and the actor, and answers whether it was
new, changed something or stood so already. Bringing the same list again therefore changes nothing. An empty cell leaves what is
there.
"""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop as _

from congvu.administration.importing.columns import Wrong
from congvu.administration.importing.known import Known
from congvu.administration.models import Outcome
from congvu.directory import actions as directory
from congvu.directory.models import CodeScheme, Organisation, Person, Unit
from congvu.directory.roles import Role
from congvu.workdays import actions as workdays
from congvu.workdays.models import CalendarDay, CalendarYear, DayKind, Origin

Values = dict[str, Any]
NOT_KNOWN = _("No body bears the code “%(code)s” on that day.")
NO_UNIT = _("%(body)s has no unit with the letters “%(letters)s”.")
DESCRIBED = ("kind", "place", "address", "email", "phone", "is_endpoint")


def body_line(given: Values, *, known: Known, at: datetime, by: Any) -> str:
    """A body by its code."""
    who = {"at": at, "by": by}
    today = timezone.localdate(at)
    parent = _body(known, given["parent"], today, "parent") if given["parent"] else None
    found = known.body(given["code"], today)
    facts = {name: given[name] for name in DESCRIBED if given[name] not in ("", None)}  # an empty cell changes nothing
    if parent:
        facts["parent"] = parent
    if found is None:
        if given["from_on"] is None:
            raise Wrong(_("A new body needs its first day."), "from_on")
        named = {name: given[name] for name in ("short_name", "notation", "kind", "place")}
        named["is_endpoint"] = bool(given["is_endpoint"])
        found = directory.create_body(given["name"], from_on=given["from_on"], parent=parent, **named, **who)
        code = {"scheme": CodeScheme.NEW, "code": given["code"], "from_on": given["from_on"]}
        known.add_body(directory.give_code(found, **code, source=given["decided_by"], **who))
        if any(given[name] for name in ("address", "email", "phone")):
            known.change_body(directory.describe_body(found, **facts, **who))
        return Outcome.NEW
    return _changed_body(found, given, facts, known=known, **who)


def _changed_body(found: Organisation, given: Values, facts: Values, *, known: Known, at: datetime, by: Any) -> str:
    named = ("name", "short_name", "notation")
    renamed = any(getattr(found, name) != given[name] for name in named if given[name])
    if renamed:
        if not given["decided_by"]:
            raise Wrong(_("A new name needs the deciding document."), "decided_by")
        if given["from_on"] is None:
            raise Wrong(_("A new name needs its first day."), "from_on")
        names = {name: given[name] or getattr(found, name) for name in named}
        found = directory.rename_body(found, **names, on=given["from_on"], source=given["decided_by"], at=at, by=by)
        known.change_body(found)
    if any(getattr(found, name) != value for name, value in facts.items()):
        known.change_body(directory.describe_body(found, **facts, at=at, by=by))
        return Outcome.CHANGE
    return Outcome.CHANGE if renamed else Outcome.SAME


def unit_line(given: Values, *, known: Known, at: datetime, by: Any) -> str:
    """A unit by its letters in its body."""
    today = timezone.localdate(at)
    body = _body(known, given["body"], today, "body")
    parent = _parent(body, given["parent"], today) if given["parent"] else None
    found = Unit.objects.lasting_until(today).filter(organisation=body, notation__iexact=given["notation"]).first()
    if found is None:
        directory.open_unit(
            body,
            name=given["name"],
            notation=given["notation"],
            kind=given["kind"] or "department",
            parent=parent,
            from_on=given["from_on"],
            at=at,
            by=by,
        )
        return Outcome.NEW
    if given["kind"] and given["kind"] != found.kind:
        raise Wrong(_("The unit is there with another kind. Its kind is not changed by a list."), "kind")
    parent = parent or found.parent
    if (found.name, found.parent_id) == (given["name"], parent.pk if parent else None):
        return Outcome.SAME
    directory.change_unit(found, name=given["name"], notation=found.notation, parent=parent, at=at, by=by)
    return Outcome.CHANGE


def person_line(given: Values, *, known: Known, at: datetime, by: Any) -> str:
    """Someone in a post, by staff number, else by e-mail, else by name within the body."""
    who = {"at": at, "by": by}
    today = timezone.localdate(at)
    since: date = given["from_on"]
    body = _body(known, given["body"], max(since, today), "body")
    unit = known.unit(body, given["unit"], max(since, today))
    if unit is None:
        raise Wrong(NO_UNIT, "unit", body=body.label, letters=given["unit"])
    person = _person(known, given, body)
    outcome = Outcome.SAME
    facts = {name: given[name] for name in ("full_name", "email", "phone", "staff_number")}
    if person is None:
        person = directory.enrol(facts.pop("full_name"), **facts, **who)
        outcome = Outcome.NEW
    elif any(value and getattr(person, name) != value for name, value in facts.items()):
        merged = {name: value or getattr(person, name) for name, value in facts.items()}
        person = directory.describe_person(person, **merged, **who)
        outcome = Outcome.CHANGE
    if outcome != Outcome.SAME:
        known.add_person(person)
    post = known.post(unit, given["title"])
    if post is None:
        named = {"title": given["title"], "role": given["role"], "is_sole": bool(given["is_sole"])}
        post = directory.open_post(unit, **named, **who)
        known.add_post(post)
    elif post.role != given["role"]:
        raise Wrong(_("The post is there with the role “%(role)s”."), "role", role=Role(post.role).label)
    if known.holds(post, person, max(since, today)):
        return outcome
    holding = directory.appoint(
        post, person=person, from_=since, until=given["until"], decided_by=given["decided_by"], **who
    )
    known.add_holding(holding, body)
    return Outcome.NEW if outcome == Outcome.NEW else Outcome.CHANGE


def day_line(given: Values, *, known: Known, at: datetime, by: Any) -> str:
    """A day of the working calendar as decided."""
    day, other = given["day"], given["made_up_on"]
    year = CalendarYear.objects.filter(year=day.year).first()
    if year is None:
        raise Wrong(_("The calendar of %(year)s has not been loaded."), "day", year=day.year)
    found = CalendarDay.objects.filter(day=day, origin=Origin.DECISION).first()
    so = found and (found.kind, found.name, found.source) == (given["kind"], given["name"], given["source"])
    if found and so and (given["kind"] != DayKind.SWAPPED or found.in_place_of == other):
        return Outcome.SAME
    shared = {"name": given["name"], "source": given["source"], "at": at, "by": by}
    if given["kind"] == DayKind.SWAPPED:
        if other is None:
            raise Wrong(_("Say on which day it is made up."), "made_up_on")
        workdays.swap_days(year, day_off=day, made_up_on=other, **shared)
    else:
        workdays.declare_day(year, day=day, kind=given["kind"], **shared)
    return Outcome.CHANGE if found else Outcome.NEW


def _body(known: Known, code: str, on: date, column: str) -> Organisation:
    found = known.body(code, on)
    if found is None:
        raise Wrong(NOT_KNOWN, column, code=code)
    return found


def _parent(body: Organisation, notation: str, on: date) -> Unit:
    found = Unit.objects.valid_on(on).filter(organisation=body, notation__iexact=notation).first()
    if found is None:
        raise Wrong(NO_UNIT, "parent", body=body.label, letters=notation)
    return found


def _person(known: Known, given: Values, body: Organisation) -> Person | None:
    """Whom the line means. A staff number nobody bears yet may be that of someone who is here without one, and of nobody who
    bears another."""
    numbered = known.numbered(given["staff_number"]) if given["staff_number"] else None
    if numbered:
        return numbered
    addressed = known.at_address(given["email"]) if given["email"] else []
    if len(addressed) == 1:
        return addressed[0]
    namesakes = known.named(given["full_name"], body)
    if given["staff_number"]:
        namesakes = [person for person in namesakes if not person.staff_number]
    if len(namesakes) > 1:
        raise Wrong(_("Several people of this body bear the name. Add the staff number or the e-mail."), "full_name")
    return namesakes[0] if namesakes else None
