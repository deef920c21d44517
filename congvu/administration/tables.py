"""The lists of the administration: units, people, posts, delegations, books, accounts, lists brought in."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from congvu.accounts.models import SignInAttempt, User
from congvu.administration.models import ListKind, Outcome, UploadedList
from congvu.core.painting import chip
from congvu.core.tables import ChoiceFilter, Column, Sort, Table, TextFilter
from congvu.directory.models import Delegation, Organisation, OrganisationQuerySet, Person, Post, PostHolding, Unit
from congvu.directory.permissions import may_keep_bodies
from congvu.directory.roles import Role
from congvu.records.models import Register

SOON = timedelta(days=7)
VALIDITY = (("valid", _("Valid today")), ("ended", _("Ended")))


def bodies_of(actor: Any) -> OrganisationQuerySet:
    """The bodies whose administration someone sees: their own; all for those who keep the bodies."""
    everything: OrganisationQuerySet = Organisation.objects.all()
    if may_keep_bodies(actor):
        return everything
    return everything.filter(pk__in={seat.organisation.pk for seat in actor.seats if seat.role == Role.ADMINISTRATOR})


def body_choices(request: HttpRequest) -> list[tuple[str, str]]:
    """Bodies that have units, for a filter."""
    bodies = bodies_of(request.actor).filter(pk__in=Unit.objects.values("organisation"))  # type: ignore[attr-defined]
    return [(body.handle, body.label) for body in bodies.in_protocol_order()]


def of_body(path: str) -> ChoiceFilter:
    return ChoiceFilter(
        "body",
        _("Body"),
        choices=body_choices,
        field=f"{path}__handle",
        pick=True,
        all_label=_("All bodies"),
    )


def held_today(today: date) -> QuerySet[PostHolding]:
    return PostHolding.objects.valid_on(today).with_places().order_by("post__rank", "pk")


def posts_in_words(holdings: Iterable[PostHolding]) -> str:
    return "; ".join(
        f"{row.post.title}, {row.post.unit.notation} {row.post.unit.organisation.label}" for row in holdings
    )


def by_validity(queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
    today = timezone.localdate()
    return queryset.filter(valid__contains=today) if value == "valid" else queryset.filter(valid__endswith__lte=today)


class UnitsTable(Table):
    name = "units"
    caption = _("Units")
    columns = (
        Column("name", _("Name"), css="wide", card="title", sort="name"),
        Column("notation", _("Letters"), css="tight"),
        Column("organisation", _("Body"), value="organisation.label"),
        Column("kind", _("Kind"), value="get_kind_display"),
        Column("people", _("People today"), css="number"),
        Column("open_items", _("Open work"), css="number"),
    )
    filters = (
        ChoiceFilter("when", _("Validity"), choices=VALIDITY, apply=by_validity, chips=True),
        TextFilter("q", _("Name or letters"), lambda rows, words: rows.filter(
            Q(name__unaccent__icontains=words) | Q(notation__unaccent__istartswith=words))),
        of_body("organisation"),
    )  # fmt: skip
    sorts = (Sort("name", _("By name"), ("name", "pk")),)
    empty_icon = "building-2"
    empty_title = _("No such unit")

    def row_url(self, row: Any) -> str:
        return reverse("directory:unit", args=[row.handle])


def units_of(actor: Any, today: date) -> QuerySet[Unit]:
    held = Q(posts__holdings__valid__contains=today)
    waiting = Q(work_items__state="open")
    rows = Unit.objects.filter(organisation__in=bodies_of(actor)).select_related("organisation")
    return rows.annotate(
        people=Count("posts__holdings__person", filter=held, distinct=True),
        open_items=Count("work_items", filter=waiting, distinct=True),
    )


def account_words(person: Person) -> str:
    user = getattr(person, "user", None)
    if user is None:
        return str(_("none"))
    return str(pgettext_lazy("account", "open") if user.is_active else pgettext_lazy("account", "closed"))


class PeopleTable(Table):
    name = "people"
    caption = _("People")
    columns = (
        Column("full_name", _("Full name"), card="title", sort="name"),
        Column("posts", _("Posts today"), value=lambda row: posts_in_words(row.held), css="wide"),
        Column("staff_number", _("Staff number"), css="tight"),
        Column("account", _("Account"), value=account_words, css="tight"),
    )
    filters = (
        ChoiceFilter(
            "post",
            pgettext_lazy("filter", "Post"),
            choices=(("held", _("Hold a post")), ("none", _("No post today")), ("no_account", _("No account"))),
            apply=lambda rows, value: {
                "held": rows.filter(holds=True),
                "none": rows.filter(holds=False),
                "no_account": rows.filter(holds=True, user__isnull=True),
            }[value],
            chips=True,
        ),
        TextFilter(
            "q",
            _("Name or staff number"),
            lambda rows, words: rows.filter(
                Q(pk__in=Person.objects.search(words).values("pk")) | Q(staff_number__istartswith=words)
            ),
        ),
        ChoiceFilter(
            "body",
            _("Body"),
            choices=body_choices,
            apply=lambda rows, value: rows.filter(
                pk__in=PostHolding.objects.valid_on(timezone.localdate())
                .filter(post__unit__organisation__handle=value)
                .values("person")
            ),
            pick=True,
            all_label=_("All bodies"),
        ),
    )
    sorts = (Sort("name", _("By name"), ("full_name", "pk")),)
    empty_icon = "users-round"
    empty_title = _("Nobody found")

    def row_url(self, row: Any) -> str:
        return reverse("directory:person", args=[row.handle])


def people_of(actor: Any, today: date) -> QuerySet[Any]:
    """Everyone for those who keep the bodies; else whoever holds or held a post in the bodies one administers."""
    rows = Person.objects.select_related("user").prefetch_related(
        Prefetch("holdings", held_today(today), to_attr="held")
    )
    if not may_keep_bodies(actor):
        within = PostHolding.objects.filter(post__unit__organisation__in=bodies_of(actor))
        rows = rows.filter(pk__in=within.values("person"))
    return rows.annotate(holds=Exists(PostHolding.objects.valid_on(today).filter(person=OuterRef("pk"))))


class PostsTable(Table):
    name = "posts"
    caption = _("Posts")
    columns = (
        Column("title", pgettext_lazy("post", "Title"), css="wide", card="title", sort="title"),
        Column("unit", _("Unit"), value="unit.name"),
        Column("body", _("Body"), value="unit.organisation.label", css="quiet"),
        Column("role", _("Role"), value="get_role_display"),
        Column("holders", _("Held today by"), value=lambda row: ", ".join(str(one.person) for one in row.held)),
    )
    filters = (
        ChoiceFilter(
            "held",
            _("Holders"),
            choices=(("held", _("Held")), ("vacant", _("Vacant"))),
            apply=lambda rows, value: rows.filter(is_held=value == "held"),
            chips=True,
        ),
        TextFilter("q", _("Title"), lambda rows, words: rows.filter(title__unaccent__icontains=words)),
        of_body("unit__organisation"),
        ChoiceFilter("role", _("Role"), choices=Role.choices, all_label=_("All roles")),
    )
    sorts = (Sort("title", _("By title"), ("title", "pk")),)
    empty_icon = "briefcase"
    empty_title = _("No such post")

    def row_url(self, row: Any) -> str:
        return reverse("directory:unit", args=[row.unit.handle])


def posts_of(actor: Any, today: date) -> QuerySet[Post]:
    held = PostHolding.objects.valid_on(today).select_related("person").order_by("pk")
    rows = Post.objects.filter(unit__organisation__in=bodies_of(actor), unit__valid__contains=today)
    return (
        rows.select_related("unit__organisation")
        .prefetch_related(Prefetch("holdings", held, to_attr="held"))
        .annotate(is_held=Exists(PostHolding.objects.valid_on(today).filter(post=OuterRef("pk"))))
    )


def delegations_when(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    today = timezone.localdate()
    running = rows.filter(valid__contains=today)
    return {
        "running": running,
        "ending": running.filter(valid__endswith__lte=today + SOON),
        "to_come": rows.filter(valid__startswith__gt=today),
        "over": rows.filter(valid__endswith__lte=today),
    }[value]


class DelegationsTable(Table):
    name = "delegations"
    caption = _("Delegations")
    columns = (
        Column("giver", _("Who is away"), css="wide", card="title"),
        Column("receiver", _("Who acts")),
        Column("scope", _("For which work"), value="get_scope_display"),
        Column("first", pgettext_lazy("day", "From"), value="valid.lower", css="date"),
        Column("last", _("To and including"), value="last_on", css="date"),
        Column("reason", _("Reason"), css="quiet"),
        Column(
            "end",
            _("End"),
            value=lambda row: row.valid.upper > timezone.localdate(),
            template="administration/cells.html#end_delegation",
            css="tight",
            card="chip",
            export=False,
        ),
    )  # fmt: skip
    filters = (
        ChoiceFilter(
            "when",
            _("When"),
            choices=(
                ("running", _("In force")),
                ("ending", _("Ending within a week")),
                ("to_come", _("To come")),
                ("over", _("Over")),
            ),
            apply=delegations_when,
            counts=lambda request: {
                value: delegations_when(delegations_of(request.actor), value).count()
                for value in ("running", "ending", "to_come", "over")
            },
            chips=True,
        ),
    )
    sorts = (Sort("newest", _("Newest first"), ("-pk",)),)
    empty_icon = "handshake"
    empty_title = _("Nobody acts for anybody")

    def row_url(self, row: Any) -> str:
        return reverse("directory:person", args=[row.giver.handle])


def delegations_of(actor: Any) -> QuerySet[Delegation]:
    rows = Delegation.objects.select_related("giver", "receiver")
    if may_keep_bodies(actor):
        return rows
    within = PostHolding.objects.filter(post__unit__organisation__in=bodies_of(actor))
    return rows.filter(giver__in=within.values("person"))


class BooksTable(Table):
    name = "books"
    caption = _("Books")
    columns = (
        Column("name", _("Book"), css="wide", card="title"),
        Column("year", _("Year"), css="number"),
        Column("body", _("Body"), value="organisation.label"),
        Column("first", _("First number"), value=lambda row: row.last_number - row.given + 1, css="number"),
        Column("last_number", _("Last number"), css="number"),
        Column("cancelled", _("Cancelled"), css="number"),
        Column(
            "state",
            _("State"),
            value="year",
            template="administration/cells.html#book",
            css="tight",
            card="chip",
            export=False,
        ),
    )
    filters = (of_body("organisation"),)
    sorts = (Sort("newest", _("Newest first"), ("-year", "-pk")),)
    empty_icon = "book-open"
    empty_title = _("No book yet")
    empty_words = _("The first document of a year opens its book by itself.")

    def row_url(self, row: Any) -> str:
        return reverse("directory:body", args=[row.organisation.handle])


def books_of(bodies: Iterable[int] | QuerySet[Organisation]) -> QuerySet[Register]:
    first = Count("entries")
    cancelled = Count("entries", filter=Q(entries__cancelled_at__isnull=False))
    rows = Register.objects.filter(organisation__in=bodies).select_related("organisation")
    return rows.annotate(given=first, cancelled=cancelled)


class AccountsTable(Table):
    name = "accounts"
    caption = _("Accounts")
    columns = (
        Column("username", _("User name"), css="strong", card="title", sort="username"),
        Column("person", _("Person"), value="person.full_name"),
        Column("posts", _("Posts today"), value=lambda row: posts_in_words(row.person.held), css="wide quiet"),
        Column(
            "state",
            _("State"),
            value="is_active",
            template="administration/cells.html#account",
            css="tight",
            card="chip",
            export=False,
        ),
        Column("guarded", _("Second factor"), value=lambda row: str(_("yes") if row.guarded else _("no")), css="tight"),
        Column("sessions", _("Sessions"), css="number"),
        Column("last_login", _("Last sign-in"), css="date"),
    )
    filters = (
        ChoiceFilter(
            "state",
            _("State"),
            choices=(
                ("open", pgettext_lazy("account", "open")),
                ("closed", pgettext_lazy("account", "closed")),
                ("failing", _("Failed attempts now")),
                ("unguarded", _("Without a second factor")),
                ("never", _("Never signed in")),
                ("no_post", _("Open, but without a post")),
            ),
            apply=lambda rows, value: {
                "open": rows.filter(is_active=True),
                "closed": rows.filter(is_active=False),
                "failing": rows.filter(failing=True),
                "unguarded": rows.filter(is_active=True, guarded=False),
                "never": rows.filter(is_active=True, last_login__isnull=True),
                "no_post": rows.filter(is_active=True, seated=False),
            }[value],
            chips=True,
        ),
        TextFilter(
            "q",
            _("User name or name"),
            lambda rows, words: rows.filter(
                Q(username__icontains=words) | Q(person__in=Person.objects.search(words).values("pk"))
            ),
        ),
    )
    sorts = (Sort("username", _("By user name"), ("username", "pk")),)
    empty_icon = "key-round"
    empty_title = _("No such account")

    def row_url(self, row: Any) -> str:
        return reverse("accounts:person_account", args=[row.person.handle])


def accounts_of(actor: Any, now: Any) -> QuerySet[Any]:
    today = timezone.localdate(now)
    rows = User.objects.select_related("person").prefetch_related(
        Prefetch("person__holdings", held_today(today), to_attr="held")
    )
    if not may_keep_bodies(actor):
        within = PostHolding.objects.valid_on(today).filter(post__unit__organisation__in=bodies_of(actor))
        rows = rows.filter(person__in=within.values("person"))
    since = now - timedelta(minutes=settings.SIGN_IN_LOCK_MINUTES)
    factors = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    mine = {"user": OuterRef("pk")}
    return rows.annotate(
        guarded=Exists(Authenticator.objects.filter(type__in=factors, **mine)),
        failing=Exists(SignInAttempt.objects.failures_since(since).filter(**mine)),
        seated=Exists(PostHolding.objects.valid_on(today).filter(person=OuterRef("person"))),
        sessions=Count("usersession", distinct=True),
    )


def lists_brought() -> QuerySet[UploadedList]:
    """Lists brought in, each with how many of its lines cannot be entered."""
    wrong = Count("lines", filter=Q(lines__outcome=Outcome.ERROR))
    return UploadedList.objects.select_related("brought_by").annotate(wrong_lines=wrong)


def _standing(row: Any) -> str:
    """Checked, entered; or what keeps it from being entered."""
    if not row.wrong_lines:
        return str(row.get_state_display())
    return ngettext("%(number)s error", "%(number)s errors", row.wrong_lines) % {"number": row.wrong_lines}


def _standing_cell(row: Any, table: Any) -> SafeString:
    return chip("late" if row.wrong_lines else "plain", slot=_standing(row))


class ListsTable(Table):
    name = "lists"
    caption = _("Lists brought in")
    columns = (
        Column("name", _("File"), css="wide", card="title"),
        Column("kind", _("What it lists"), value="get_kind_display"),
        Column("lines_read", _("Lines"), css="number"),
        Column("state", _("State"), value=_standing, draw=_standing_cell, css="tight", card="chip"),
        Column("brought_by", _("Brought by")),
        Column("brought_at", _("Brought"), css="date"),
    )
    filters = (ChoiceFilter("kind", _("What it lists"), choices=ListKind.choices, chips=True),)
    sorts = (Sort("newest", _("Newest first"), ("-brought_at", "-pk")),)
    exports = {}
    empty_icon = "file-spreadsheet"
    empty_title = _("No list was brought in yet")
    empty_words = _("Take a template, fill it in, and bring it back above.")

    def row_url(self, row: UploadedList) -> str:
        return reverse("administration:list", args=[row.handle])
