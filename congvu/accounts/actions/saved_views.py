"""Views of lists that someone keeps under a name: which list, how narrowed and sorted, and whether to be told of what is new
in it."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from congvu.accounts.models import SavedView, User
from congvu.accounts.permissions import may_change_own
from congvu.core import stores
from congvu.core.actions import action, note
from congvu.core.errors import RuleBroken

MOST = 30


class TooManyViews(RuleBroken):
    message = _("You have kept as many views as one may. Forget one you no longer need.")


class NoSuchView(RuleBroken):
    message = _("This view is no longer kept.")


class NotAList(RuleBroken):
    message = _("Only a list that is narrowed or sorted can be kept as a view, under a name.")


class NameTaken(RuleBroken):
    message = _("You already keep another view of this list under this name.")


class NotWatched(RuleBroken):
    message = _("Nobody is told of what is new in this list: look at it when you need it.")


@action(may_change_own)
def save_view(
    user: User, *, page: str, name: str, query: str, watched: bool = False, at: datetime, by: Any
) -> SavedView:
    """Keep a view of the list `page` (the name of its address) under a name; one of the same name is replaced. `watched`: the
    keeper is told of what is new in it from now on. Raises NotAList, NotWatched, TooManyViews."""
    name = _plain(name)
    if page not in stores.lists or not name or not query or len(query) > 1000:
        raise NotAList
    if watched and page not in stores.watched_lists:
        raise NotWatched
    if SavedView.objects.filter(user=user).exclude(page=page, name=name).count() >= MOST:
        raise TooManyViews
    kept, _is_new = SavedView.objects.update_or_create(
        user=user,
        page=page,
        name=name,
        defaults={"query": query, "made_at": at, "watched_since": at if watched else None},
    )
    note(user, "view_saved", at=at, by=by, name=kept.name, page=page, watched=watched)
    return kept


@action(may_change_own)
def change_view(user: User, *, handle: str, name: str, watched: bool, at: datetime, by: Any) -> SavedView:
    """Give the view another name, and say whether to be told of what is new in it. Raises NoSuchView, NotAList, NotWatched,
    NameTaken."""
    view = _view(user, handle)
    name = _plain(name)
    if not name:
        raise NotAList
    if watched and view.page not in stores.watched_lists:
        raise NotWatched
    if SavedView.objects.filter(user=user, page=view.page, name=name).exclude(pk=view.pk).exists():
        raise NameTaken
    was = view.name
    view.name, view.watched_since = name, (view.watched_since or at) if watched else None
    view.save(update_fields=["name", "watched_since"])
    note(user, "view_changed", at=at, by=by, name=name, was=was, page=view.page, watched=watched)
    return view


@action(may_change_own)
def forget_view(user: User, *, handle: str, at: datetime, by: Any) -> SavedView:
    """Keep the view no longer. Raises NoSuchView."""
    view = _view(user, handle)
    SavedView.objects.filter(pk=view.pk).delete()
    note(user, "view_forgotten", at=at, by=by, name=view.name, page=view.page)
    return view


def _view(user: User, handle: str) -> SavedView:
    view = SavedView.objects.filter(user=user, handle=handle).first()
    if view is None:
        raise NoSuchView
    return view


def _plain(name: str) -> str:
    """The name without needless spaces; empty when it is too long to be one."""
    name = " ".join(name.split())
    return name if len(name) <= 80 else ""
