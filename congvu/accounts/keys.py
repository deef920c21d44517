"""Access keys: small whole numbers for who may read. A record carries the keys of its readers, a person has a set of keys,
and whether the person may read the record is one overlap of the two sets, answered by one index."""

from collections.abc import Iterable

_PERSON, _UNIT, _HEADS, _REGISTER = range(4)


def _key(kind: int, pk: int) -> int:
    return pk * 8 + kind


def person_key(person_id: int) -> int:
    """The person alone (and who acts for them)."""
    return _key(_PERSON, person_id)


def unit_key(unit_id: int) -> int:
    """Everyone in the unit."""
    return _key(_UNIT, unit_id)


def heads_key(unit_id: int) -> int:
    """The head of the unit and the deputies."""
    return _key(_HEADS, unit_id)


def register_key(organisation_id: int) -> int:
    """Those who read all of the body's registers: its clerks, leaders and inspectors."""
    return _key(_REGISTER, organisation_id)


def told_apart(keys: Iterable[int]) -> tuple[list[int], list[int]]:
    """The bodies all of whose registers are read with these keys, and the keys of persons and units."""
    keys = list(keys)
    bodies = [key // 8 for key in keys if key % 8 == _REGISTER]
    return bodies, [key for key in keys if key % 8 != _REGISTER]
