"""What the API plugs into the house: its lines of the menu, its verbs, and its ear for the history."""

from django.utils.translation import gettext_lazy as _

from congvu.api.events import hear
from congvu.api.permissions import may_see_webhooks
from congvu.core import stores
from congvu.core.stores import MenuEntry, Verb
from congvu.records.announcements import noted

stores.menu.add(
    "webhooks", MenuEntry(_("Webhooks"), "api:webhooks", "workflow", _("Office"), 840, shown_to=may_see_webhooks)
)
for _verb, _sentence in (
    ("subscribed", _("Set up the webhook %(name)s")),
    ("secret_renewed", _("Renewed the secret of the webhook %(name)s")),
    ("unsubscribed", _("Ended the webhook %(name)s")),
    ("resent", _("Sent an event of the webhook %(name)s once more")),
):
    stores.verbs.add(f"api.{_verb}", Verb(_sentence, "workflow"))

noted.connect(hear, dispatch_uid="events for webhooks")
