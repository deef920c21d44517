"""What the desk plugs into the menu."""

from django.utils.translation import gettext_lazy as _

from congvu.accounts.actors import HEADS
from congvu.core import stores
from congvu.desk.queries import BADGE, badge, badge_values
from congvu.directory.roles import Role

stores.told.add("badge", stores.Told(BADGE, badge_values))
stores.menu.add("desk", stores.MenuEntry(_("My work"), "desk:home", "layout-list", rank=1, count=badge))
stores.menu.add(
    "presented",
    stores.MenuEntry(
        _("Presented to me"),
        "desk:presented",
        "user-pen",
        rank=2,
        shown_to=lambda actor: bool(actor.holds(Role.LEADER)),
    ),
)
stores.menu.add(
    "unit",
    stores.MenuEntry(
        _("My unit's work"), "desk:unit", "users", rank=3, shown_to=lambda actor: bool(actor.holds(*HEADS))
    ),
)
stores.menu.add("waiting", stores.MenuEntry(_("Waiting for others"), "desk:waiting", "hourglass", rank=4))

stores.lists.add("desk:search", _("Search"))
stores.watched_lists.add("desk:search", _("Search"))
