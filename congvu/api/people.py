"""People and the posts they hold; and who one is oneself."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import Http404
from ninja import Path, Query, Router, Schema

from congvu.accounts.models import Scope
from congvu.api.bearer import Bearer
from congvu.api.shapes import Asked, Handle, Named, PageOut, Paging, body_named, paged, person_named, unit_named
from congvu.core.tables.paging import Sort
from congvu.directory.models import Person, PostHolding
from congvu.directory.roles import Role

router = Router(tags=["people"], auth=Bearer(Scope.DIRECTORY_READ))
BY_NAME = Sort("name", "", ("full_name", "pk"))


class PostOut(Schema):
    """A post someone holds today. `role` says what it lets them do."""

    title: str
    role: Role
    unit: Named
    body: Named
    held_from: date | None
    held_until: date | None


class PersonOut(Schema):
    handle: str
    name: str
    email: str
    phone: str
    posts: list[PostOut]


class PeopleAsked(Paging):
    """People who hold a post today: in this body, in this unit, of this role."""

    q: Asked = ""
    body: Handle | None = None
    unit: Handle | None = None
    role: Role | None = None


class SeatOut(Schema):
    """From where one acts: an own post, or that of whoever one acts for (`acting_for`) within `scope`."""

    title: str
    role: Role
    unit: Named
    body: Named
    acting_for: Named | None
    scope: str


class MeOut(Schema):
    """Whose token this is, what it may be used for, and from which seats its owner acts today."""

    person: Named
    username: str
    scopes: list[str]
    expires_at: datetime
    seats: list[SeatOut]


@router.get("/me", response=MeOut, auth=Bearer(), operation_id="get_me", summary="Whose token this is")
def me(request: Any) -> MeOut:
    """Works with every token."""
    user, token = request.actor.user, request.token
    seats = [
        SeatOut(
            title=seat.title,
            role=seat.role,
            unit=unit_named(seat.unit),
            body=body_named(seat.organisation),
            acting_for=person_named(seat.for_person),
            scope=seat.scope,
        )
        for seat in request.actor.seats
    ]
    return MeOut(
        person=person_named(user.person),
        username=user.username,
        scopes=token.scopes,
        expires_at=token.expires_at,
        seats=seats,
    )


@router.get("/people", response=PageOut[PersonOut], operation_id="list_people", summary="People")
def people(request: Any, asked: Annotated[PeopleAsked, Query()]) -> PageOut[PersonOut]:
    """People in the order of their names: `q` begins words of the name."""
    held = PostHolding.objects.valid_on(request.actor.on)
    if asked.body:
        held = held.filter(post__unit__organisation__handle=asked.body)
    if asked.unit:
        held = held.filter(post__unit__handle=asked.unit)
    if asked.role:
        held = held.filter(post__role=asked.role)
    found = Person.objects.filter(pk__in=held.values("person"))
    if asked.q:
        found = found.search(asked.q)
    return paged(found, BY_NAME, asked, lambda rows: with_posts(rows, request.actor.on))


@router.get("/people/{handle}", response=PersonOut, operation_id="get_person", summary="One person")
def person(request: Any, handle: Annotated[Handle, Path()]) -> PersonOut:
    """Someone of the directory with the posts they hold today."""
    found = Person.objects.filter(handle=handle).first()
    if found is None:
        raise Http404
    return with_posts([found], request.actor.on)[0]


def with_posts(people: list[Person], day: date) -> list[PersonOut]:
    """The people with their posts of the day. One query."""
    posts: dict[int, list[PostOut]] = {person.pk: [] for person in people}
    held = PostHolding.objects.valid_on(day).filter(person__in=people).with_places()
    for row in held.order_by("post__rank", "pk"):
        posts[row.person_id].append(_post(row))
    return [
        PersonOut(
            handle=person.handle,
            name=person.full_name,
            email=person.email,
            phone=person.phone,
            posts=posts[person.pk],
        )
        for person in people
    ]


def _post(row: PostHolding) -> PostOut:
    unit = row.post.unit
    return PostOut(
        title=row.post.title,
        role=Role(row.post.role),
        unit=unit_named(unit),
        body=body_named(unit.organisation),
        held_from=row.valid.lower,
        held_until=row.valid.upper,
    )
