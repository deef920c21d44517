"""What accounts plug into the pages of others."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from congvu.accounts.models import KEPT_VIEWS, User
from congvu.accounts.permissions import may_keep_systems, may_open_account, may_see_tokens
from congvu.core import stores
from congvu.core.stores import MenuEntry, Panel, Verb


def account_panel(request: Any, person: Any) -> dict[str, Any] | None:
    """The account on the page of a person: for those who may open and close it."""
    if not may_open_account(request.actor, person):
        return None
    return {"account": User.objects.filter(person=person).first(), "person": person}


stores.told.add("views", stores.Told(KEPT_VIEWS.statement, lambda actor: [actor.user.pk]))
stores.person_panels.add("account", Panel("accounts/account_panel.html", account_panel, rank=50))
stores.menu.add("me", MenuEntry(_("My account"), "accounts:me", "user-round", _("Office"), 910, also=("accounts/",)))
stores.menu.add(
    "tokens",
    MenuEntry(_("Access tokens"), "accounts:all_tokens", "key-round", _("Office"), 830, shown_to=may_see_tokens),
)
stores.menu.add(
    "systems",
    MenuEntry(_("Connected systems"), "accounts:systems", "network", _("Office"), 850, shown_to=may_keep_systems),
)
stores.verbs.add("accounts.opened", Verb(_("Opened the account"), "user-plus"))
stores.verbs.add("accounts.closed", Verb(_("Closed the account"), "user-x"))
stores.verbs.add("accounts.reopened", Verb(_("Opened the account again"), "user-check"))
stores.verbs.add("accounts.password_given", Verb(_("Made a new password"), "key-round"))
stores.verbs.add("accounts.preferences_set", Verb(_("Changed language or theme"), "settings-2"))
stores.verbs.add("accounts.sessions_ended", Verb(_("Ended sessions"), "log-out"))
stores.verbs.add("accounts.token_made", Verb(_("Made the token %(name)s"), "key-round"))
stores.verbs.add("accounts.token_ended", Verb(_("Ended the token %(name)s"), "key-round"))
stores.verbs.add("accounts.identity_linked", Verb(_("Linked an identity"), "id-card"))
stores.verbs.add("accounts.identity_unlinked", Verb(_("Took an identity away"), "id-card"))
stores.verbs.add("allauth_idp_oidc.system_registered", Verb(_("Registered the system %(name)s"), "network"))
stores.verbs.add("allauth_idp_oidc.system_secret_renewed", Verb(_("Renewed the secret of %(name)s"), "network"))
stores.verbs.add("allauth_idp_oidc.system_ended", Verb(_("Ended the system %(name)s"), "network"))
stores.verbs.add("accounts.sessions_ended_for", Verb(_("An administrator ended sessions"), "log-out"))
stores.verbs.add("accounts.unlocked", Verb(_("Unlocked the account"), "lock-open"))
stores.verbs.add("accounts.second_factor_reset", Verb(_("Took the second factor away"), "shield-x"))
stores.verbs.add("accounts.invited", Verb(_("Gave a link to choose the password"), "link"))
stores.verbs.add("accounts.password_chosen", Verb(_("Chose the password by the link"), "key-round"))
stores.verbs.add("accounts.view_saved", Verb(_("Kept the view “%(name)s” of a list"), "bookmark"))
stores.verbs.add("accounts.view_changed", Verb(_("Changed the view “%(name)s” of a list"), "bookmark"))
stores.verbs.add("accounts.view_forgotten", Verb(_("Forgot the view “%(name)s” of a list"), "bookmark"))
