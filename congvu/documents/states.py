"""States of an incoming document and the moves between them (Decree 30/2020, art. 20-24)."""

from django.utils.translation import gettext_lazy as _

from congvu.core.states import Machine, Move, State

RECEIVED = "received"
REGISTERED = "registered"
PRESENTED = "presented"
ASSIGNED = "assigned"
IN_PROGRESS = "in_progress"
HANDLED = "handled"
FILED = "filed"
RETURNED = "returned"
CANCELLED = "cancelled"
DISCARDED = "discarded"

INCOMING = Machine(
    "incoming document",
    initial=RECEIVED,
    states=[
        State(RECEIVED, _("To register"), "wait", "inbox"),
        State(REGISTERED, _("To present"), "wait", "stamp"),
        State(PRESENTED, _("Awaiting instruction"), "soon", "user-pen"),
        State(ASSIGNED, _("With the unit"), "wait", "users"),
        State(IN_PROGRESS, _("Being handled"), "wait", "loader"),
        State(HANDLED, _("Handled"), "done", "circle-check", met=True),
        State(FILED, _("Filed"), "quiet", "archive", final=True),
        State(RETURNED, _("Returned to sender"), "quiet", "undo-2", final=True),
        State(DISCARDED, _("Not registered"), "quiet", "trash-2", final=True),
        State(CANCELLED, _("Number cancelled"), "quiet", "ban", final=True),
    ],
    moves=[
        Move("register", {RECEIVED}, REGISTERED),
        Move("read_anew", {RECEIVED}, None),
        Move("discard", {RECEIVED}, DISCARDED),
        Move("merge", {RECEIVED}, DISCARDED),
        Move("return_to_sender", {RECEIVED, REGISTERED, PRESENTED}, RETURNED),
        Move("cancel", {REGISTERED}, CANCELLED),
        Move("correct", {REGISTERED, PRESENTED, ASSIGNED, IN_PROGRESS}, None),
        Move("present", {REGISTERED}, PRESENTED),
        Move("pass_to_unit", {REGISTERED}, ASSIGNED),
        Move("instruct", {PRESENTED}, ASSIGNED),
        Move("transfer", {ASSIGNED}, None),
        Move("assign", {ASSIGNED}, IN_PROGRESS),
        Move("assign_contributor", {ASSIGNED, IN_PROGRESS}, None),
        Move("reassign", {IN_PROGRESS}, None),
        Move("contribute", {ASSIGNED, IN_PROGRESS}, None),
        Move("finish", {IN_PROGRESS}, HANDLED),
        Move("send_back", {HANDLED}, IN_PROGRESS),
        Move("file", {HANDLED}, FILED),
        Move("link", {RECEIVED, REGISTERED, PRESENTED, ASSIGNED, IN_PROGRESS, HANDLED, FILED, RETURNED}, None),
        Move("take_back_presentation", {PRESENTED}, REGISTERED),
        Move("take_back_instruction", {ASSIGNED}, PRESENTED),
        Move("take_back_from_unit", {ASSIGNED}, REGISTERED),
        Move("take_back_assignment", {IN_PROGRESS}, ASSIGNED),
    ],
)

OPEN_STATES = frozenset({RECEIVED, REGISTERED, PRESENTED, ASSIGNED, IN_PROGRESS, HANDLED})
