"""Views of lists that someone keeps under a name: which list, how narrowed and sorted."""

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


@action(may_change_own)
def save_view(user: User, *, page: str, name: str, query: str, at: datetime, by: Any) -> SavedView:
    """Keep a view of the list `page` (the name of its address) under a name; one of the same name is replaced.
    Raises NotAList, TooManyViews."""
    name = " ".join(name.split())
    if page not in stores.lists or not name or len(name) > 80 or not query or len(query) > 1000:
        raise NotAList
    if SavedView.objects.filter(user=user).exclude(page=page, name=name).count() >= MOST:
        raise TooManyViews
    kept, _is_new = SavedView.objects.update_or_create(
        user=user, page=page, name=name, defaults={"query": query, "made_at": at}
    )
    note(user, "view_saved", at=at, by=by, name=kept.name, page=page)
    return kept


@action(may_change_own)
def forget_view(user: User, *, handle: str, at: datetime, by: Any) -> SavedView:
    """Keep the view no longer. Raises NoSuchView."""
    view = SavedView.objects.filter(user=user, handle=handle).first()
    if view is None:
        raise NoSuchView
    SavedView.objects.filter(pk=view.pk).delete()
    note(user, "view_forgotten", at=at, by=by, name=view.name, page=view.page)
    return view
