"""The table of actions for machines and identities: tokens, linked identities, connected systems, webhooks."""

from congvu.accounts import actions as accounts
from congvu.accounts.actions import systems
from congvu.accounts.models import AccessToken
from congvu.api import actions as webhooks
from congvu.api.models import Delivery, DeliveryState, Subscription
from congvu.records.models import HistoryEntry
from tests.architecture.attempts import Attempt, attempt, trying
from tests.architecture.document_attempts import registered
from tests.architecture.stage import Stage

NOT_THE_OWNER = "head leader clerk administrator"
NOT_ADMINISTRATORS = "clerk officer head leader inspector agency_user"
HOOK = "https://example.org/hook"


@trying(accounts.make_token, by="officer", not_by=NOT_THE_OWNER)
def a_machine_that_is_to_act_for_someone(stage: Stage) -> Attempt:
    return attempt(stage.people.officer, name="Máy quét", scopes=["files:write"], days=30)


def token(stage: Stage) -> AccessToken:
    officer = stage.people.officer
    made, _secret = accounts.make_token(
        officer, name="Máy quét", scopes=["files:write"], days=30, at=stage.now, by=stage.actor("officer")
    )
    return made


@trying(accounts.end_token, by="officer", not_by="clerk second_officer head leader inspector agency_user")
def a_token_nobody_needs(stage: Stage) -> Attempt:
    return attempt(token(stage))


@trying(accounts.end_token, by="administrator", not_by="clerk second_officer head leader inspector agency_user")
def a_token_that_leaked(stage: Stage) -> Attempt:
    return attempt(token(stage))


@trying(accounts.save_view, by="officer", not_by=NOT_THE_OWNER)
def a_list_to_come_back_to(stage: Stage) -> Attempt:
    return attempt(stage.people.officer, page="directory:bodies", name="Các bộ", query="kind=ministry")


@trying(accounts.forget_view, by="officer", not_by=NOT_THE_OWNER)
def a_view_nobody_needs(stage: Stage) -> Attempt:
    officer, by = stage.people.officer, stage.actor("officer")
    kept = accounts.save_view(officer, page="directory:bodies", name="Bộ", query="q=b", at=stage.now, by=by)
    return attempt(officer, handle=kept.handle)


@trying(accounts.change_view, by="officer", not_by=NOT_THE_OWNER)
def a_view_under_a_better_name(stage: Stage) -> Attempt:
    officer, by = stage.people.officer, stage.actor("officer")
    kept = accounts.save_view(officer, page="desk:search", name="Đất", query="q=đất", at=stage.now, by=by)
    return attempt(officer, handle=kept.handle, name="Đất đai", watched=True)


@trying(accounts.link_identity, by="officer", not_by=NOT_THE_OWNER)
def an_identity_to_link(stage: Stage) -> Attempt:
    return attempt(stage.people.officer, provider="national", uid="012345678901")


@trying(accounts.unlink_identity, by="officer", not_by="clerk second_officer head leader inspector agency_user")
def a_linked_identity(stage: Stage) -> Attempt:
    officer, by = stage.people.officer, stage.actor("officer")
    accounts.link_identity(officer, provider="national", uid="012345678901", at=stage.now, by=by)
    return attempt(officer, provider="national")


@trying(systems.register_system, by="administrator", not_by=NOT_ADMINISTRATORS)
def a_system_to_connect(stage: Stage) -> Attempt:
    return attempt("Cổng khác", redirect_uris=["https://example.org/back"], scopes=["profile"])


def system(stage: Stage) -> Attempt:
    made, _secret = systems.register_system(
        "Cổng khác",
        redirect_uris=["https://example.org/back"],
        scopes=[],
        at=stage.now,
        by=stage.actor("administrator"),
    )
    return attempt(made)


@trying(systems.renew_system_secret, by="administrator", not_by=NOT_ADMINISTRATORS)
def a_system_whose_secret_leaked(stage: Stage) -> Attempt:
    return system(stage)


@trying(systems.end_system, by="administrator", not_by=NOT_ADMINISTRATORS)
def a_system_that_is_switched_off(stage: Stage) -> Attempt:
    return system(stage)


@trying(webhooks.subscribe, by="administrator", not_by=NOT_ADMINISTRATORS)
def a_system_that_wants_to_be_told(stage: Stage) -> Attempt:
    return attempt(stage.people.clerk, name="Báo cáo", url=HOOK, events_wanted=["documents.register"])


def subscription(stage: Stage) -> Subscription:
    values = {"name": "Báo cáo", "url": HOOK, "events_wanted": []}
    made, _secret = webhooks.subscribe(stage.people.clerk, **values, at=stage.now, by=stage.actor("administrator"))
    return made


@trying(webhooks.renew_secret, by="administrator", not_by=NOT_ADMINISTRATORS)
def a_webhook_whose_secret_leaked(stage: Stage) -> Attempt:
    return attempt(subscription(stage))


@trying(webhooks.end_subscription, by="administrator", not_by=NOT_ADMINISTRATORS)
def a_webhook_nobody_needs(stage: Stage) -> Attempt:
    return attempt(subscription(stage))


@trying(webhooks.resend, by="administrator", not_by=NOT_ADMINISTRATORS)
def an_event_that_was_given_up(stage: Stage) -> Attempt:
    entry = HistoryEntry.objects.filter(record_id=registered(stage).pk).latest("pk")
    dead = {"state": DeliveryState.DEAD, "made_at": stage.now, "ended_at": stage.now}
    return attempt(Delivery.objects.create(subscription=subscription(stage), entry=entry, **dead))
