"""Accounts, their tokens, the identities that open them, and the systems they open."""

from congvu.accounts.actions.accounts import (
    HasAccount,
    NoSuchLifetime,
    NoSuchScope,
    TokenHasEnded,
    UsernameIsTaken,
    close_account,
    end_sessions,
    end_token,
    give_password,
    make_token,
    new_password,
    open_account,
    reopen_account,
    set_preferences,
)
from congvu.accounts.actions.identities import (
    HasIdentity,
    IdentityIsTaken,
    NoIdentity,
    link_identity,
    unlink_identity,
)

__all__ = [
    "HasAccount",
    "HasIdentity",
    "IdentityIsTaken",
    "NoIdentity",
    "NoSuchLifetime",
    "NoSuchScope",
    "TokenHasEnded",
    "UsernameIsTaken",
    "close_account",
    "end_sessions",
    "end_token",
    "give_password",
    "link_identity",
    "make_token",
    "new_password",
    "open_account",
    "reopen_account",
    "set_preferences",
    "unlink_identity",
]
