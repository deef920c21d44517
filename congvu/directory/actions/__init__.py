"""What can be done in the directory. Periods begin on their first day; `on` is the first day of the new state of things."""

from congvu.directory.actions.bodies import (
    BodyHasEnded,
    CodeIsTaken,
    close_body,
    create_body,
    give_code,
    merge_bodies,
    rename_body,
    split_body,
)
from congvu.directory.actions.delegations import (
    AlreadyDelegated,
    NotInTheSameBody,
    WrongPeriod,
    delegate,
    end_delegation,
)
from congvu.directory.actions.posts import PostIsHeld, appoint, end_holding, enrol, open_post
from congvu.directory.actions.units import NotationIsTaken, UnitHasPeople, close_unit, open_unit

__all__ = [
    "AlreadyDelegated",
    "BodyHasEnded",
    "CodeIsTaken",
    "NotInTheSameBody",
    "NotationIsTaken",
    "PostIsHeld",
    "UnitHasPeople",
    "WrongPeriod",
    "appoint",
    "close_body",
    "close_unit",
    "create_body",
    "delegate",
    "end_delegation",
    "end_holding",
    "enrol",
    "give_code",
    "merge_bodies",
    "open_post",
    "open_unit",
    "rename_body",
    "split_body",
]
