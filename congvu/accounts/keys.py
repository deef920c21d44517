"""Access keys: small whole numbers for who may read. A record carries the keys of its readers, a person has a set of keys,
and whether the person may read the record is one overlap of the two sets, answered by one index."""

from django.db.models import Model

_PERSON, _UNIT, _HEADS, _REGISTER = range(4)


def _key(kind: int, pk: int) -> int:
    return pk * 8 + kind


def person_key(person: Model) -> int:
    """The person alone (and who acts for them)."""
    return _key(_PERSON, person.pk)


def unit_key(unit: Model) -> int:
    """Everyone in the unit."""
    return _key(_UNIT, unit.pk)


def heads_key(unit: Model) -> int:
    """The head of the unit and the deputies."""
    return _key(_HEADS, unit.pk)


def register_key(organisation: Model) -> int:
    """Those who read all of the body's registers: its clerks, leaders and inspectors."""
    return _key(_REGISTER, organisation.pk)
