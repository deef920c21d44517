"""The units of ending bodies go over to their successors, with their posts and the people in them."""

from datetime import date, datetime
from typing import Any

from congvu.directory.actions.posts import appoint, open_post
from congvu.directory.actions.units import open_unit
from congvu.directory.models import Post, PostHolding, Unit, UnitSuccession
from congvu.directory.succession import Going


def carry_out(goings: list[Going], *, on: date, source: str, at: datetime, by: Any) -> dict[int, Unit]:
    """Open the units that go over as they are, and seat the people. To be called when the old posts have been ended on the day.
    Returns the successor of each unit by its pk."""
    successors: dict[int, Unit] = {}
    for going in goings:
        joined = going.into or (successors[going.with_.pk] if going.with_ else None)
        unit = joined or _opened(going, successors, on=on, at=at, by=by)
        successors[going.unit.pk] = unit
        UnitSuccession.objects.create(predecessor=going.unit, successor=unit, on=on, source=source)
        for row in going.people:
            _seated(row, unit, on=on, source=source, at=at, by=by)
    return successors


def told(goings: list[Going]) -> list[dict[str, Any]]:
    """The plan as the history keeps it."""
    return [
        {
            "unit": going.unit.name,
            "of": going.unit.organisation.name,
            "to": going.body.name,
            "joined_with": (going.into or going.with_ or going.unit).name if going.is_joined else "",
            "people": len(going.people),
            "without_post": [row.person.full_name for row in going.unseated],
        }
        for going in goings
    ]


def _opened(going: Going, successors: dict[int, Unit], *, on: date, at: datetime, by: Any) -> Unit:
    unit = going.unit
    parent = successors.get(unit.parent_id or 0)
    return open_unit(
        going.body,
        name=unit.name,
        notation=unit.notation,
        kind=unit.kind,
        parent=parent if parent and parent.organisation_id == going.body.pk else None,
        from_on=on,
        rank=unit.rank,
        at=at,
        by=by,
    )


def _seated(row: PostHolding, unit: Unit, *, on: date, source: str, at: datetime, by: Any) -> None:
    """The same post there: the one of this title and role, opened when there is none."""
    post = Post.objects.filter(unit=unit, title=row.post.title).first()
    if post is None or (post.role, post.is_sole) != (row.post.role, row.is_sole):
        title = row.post.title if post is None else f"{row.post.title} ({row.post.unit.organisation.label})"
        post = Post.objects.filter(unit=unit, title=title).first() or open_post(
            unit, title=title, role=row.post.role, is_sole=row.is_sole, rank=row.post.rank, at=at, by=by
        )
    since = max(on, row.valid.lower or on)
    if not PostHolding.objects.lasting_until(since).filter(post=post, person=row.person).exists():
        appoint(post, person=row.person, from_=since, until=row.valid.upper, decided_by=source[:120], at=at, by=by)
