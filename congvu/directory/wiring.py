"""What the directory plugs into the pages of others: its lines of the menu and how the thread tells its entries."""

from django.utils.translation import gettext_lazy as _

from congvu.core import stores
from congvu.core.stores import MenuEntry, Verb

OFFICE = _("Office")

stores.menu.add(
    "bodies",
    MenuEntry(_("Bodies and people"), "directory:bodies", "landmark", OFFICE, 800, also=("people/", "units/")),
)
stores.menu.add(
    "delegations",
    MenuEntry(
        _("Delegations"), "directory:delegations", "handshake", OFFICE, 810, shown_to=lambda actor: bool(actor.seats)
    ),
)

_SENTENCES = {
    "created": (_("Entered the body"), "landmark"),
    "renamed": (_("Renamed the body"), "pencil"),
    "took_over": (_("Merged bodies into this one"), "git-merge"),
    "split": (_("Split the body"), "split"),
    "closed": (_("Ended the body"), "archive"),
    "code_given": (_("Gave a code"), "hash"),
    "described": (_("Put facts right"), "pencil"),
    "unit_changed": (_("Changed the unit"), "pencil"),
    "moved_post": (_("Moved from %(from_)s to %(to)s"), "arrow-left-right"),
    "unit_opened": (_("Opened the unit"), "folder-plus"),
    "unit_closed": (_("Closed the unit"), "folder-archive"),
    "post_opened": (_("Opened the post"), "briefcase"),
    "enrolled": (_("Entered the person"), "user-plus"),
    "appointed": (_("Appointed"), "user-check"),
    "left_post": (_("Left the post"), "user-minus"),
    "delegated": (_("Delegated"), "handshake"),
    "delegation_ended": (_("Ended the delegation"), "handshake"),
}
for _verb, (_sentence, _icon) in _SENTENCES.items():
    stores.verbs.add(f"directory.{_verb}", Verb(_sentence, _icon))
stores.lists.add("directory:bodies", _("Bodies"))
