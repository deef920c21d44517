"""What one may do with an incoming document, as a table: the question, the form, the action and its words.

The record page shows the doings the actor may do; each is a real page with a form, so that it works without JavaScript.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from congvu.accounts.actors import Actor
from congvu.documents import forms
from congvu.documents import permissions as may
from congvu.documents.actions import handling, intake, registry
from congvu.documents.models import IncomingDocument
from congvu.documents.states import INCOMING
from congvu.records.links import link, may_link

Values = dict[str, Any]


@dataclass(frozen=True)
class Doing:
    """One doing. `moves`: any of them must be possible from the document's state. `final`: cannot be undone: the form warns."""

    label: object
    icon: str
    may: Callable[[Actor, IncomingDocument], bool]
    moves: tuple[str, ...]
    form: type[forms.DoingForm]
    run: Callable[[IncomingDocument, Values, datetime, Actor], IncomingDocument]
    done: object
    main: bool = False
    final: bool = False

    def open_to(self, actor: Actor, document: IncomingDocument) -> bool:
        """Whether the actor may do it now."""
        return any(INCOMING.allows(document, move) for move in self.moves) and self.may(actor, document)


def link_to(document: IncomingDocument, values: Values, at: datetime, by: Actor) -> IncomingDocument:
    link(document, to=values["to"], kind=values["kind"], at=at, by=by)
    return document


DOINGS: dict[str, Doing] = {
    "present": Doing(
        _("Present"),
        "send",
        may.may_work_registry,
        ("present", "pass_to_unit"),
        forms.PresentForm,
        lambda d, v, at, by: registry.present(d, to=v["to"], words=v["words"], at=at, by=by),
        _("Presented."),
        main=True,
    ),
    "instruct": Doing(
        _("Instruct"),
        "user-pen",
        may.may_instruct,
        ("instruct",),
        forms.InstructForm,
        lambda d, v, at, by: handling.instruct(
            d, lead=v["lead"], contributing=list(v["contributing"]), words=v["words"], deadline=v["due"], at=at, by=by
        ),
        _("Instruction given."),
        main=True,
    ),
    "assign": Doing(
        _("Give to an officer"),
        "user-plus",
        may.may_assign,
        ("assign", "assign_contributor"),
        forms.AssignForm,
        lambda d, v, at, by: handling.assign(
            d, officer=v["officer"], words=v["words"], deadline=v["due"], at=at, by=by
        ),
        _("Given to the officer."),
        main=True,
    ),
    "finish": Doing(
        _("Finish"),
        "circle-check",
        may.may_finish,
        ("finish",),
        forms.FinishForm,
        lambda d, v, at, by: handling.finish(
            d, result=v["result"], answered_by=v["answered_by"], files=v["attached"], at=at, by=by
        ),
        _("Handled. It now waits to be filed."),
        main=True,
    ),
    "contribute": Doing(
        _("Give an opinion"),
        "message-square-text",
        may.may_contribute,
        ("contribute",),
        forms.OpinionForm,
        lambda d, v, at, by: handling.contribute(d, opinion=v["opinion"], at=at, by=by),
        _("Opinion given."),
        main=True,
    ),
    "file": Doing(
        _("File in the dossier"),
        "archive",
        may.may_file,
        ("file",),
        forms.DossierForm,
        lambda d, v, at, by: handling.file(d, dossier=v["dossier"], at=at, by=by),
        _("Filed."),
        main=True,
    ),
    "transfer": Doing(
        _("Transfer to the right unit"),
        "arrow-left-right",
        may.may_transfer,
        ("transfer",),
        forms.TransferForm,
        lambda d, v, at, by: handling.transfer(d, to=v["to"], because=v["because"], at=at, by=by),
        _("Transferred."),
    ),
    "reassign": Doing(
        _("Give to another officer"),
        "user-cog",
        may.may_reassign,
        ("reassign",),
        forms.ReassignForm,
        lambda d, v, at, by: handling.reassign(d, officer=v["officer"], because=v["because"], at=at, by=by),
        _("Given to another officer."),
    ),
    "send_back": Doing(
        _("Send back for more work"),
        "corner-up-left",
        may.may_send_back,
        ("send_back",),
        forms.ReasonForm,
        lambda d, v, at, by: handling.send_back(d, because=v["because"], at=at, by=by),
        _("Sent back to the officer."),
    ),
    "take_back": Doing(
        _("Take back"),
        "corner-down-left",
        may.may_take_back,
        ("take_back_presentation", "take_back_from_unit", "take_back_instruction", "take_back_assignment"),
        forms.ReasonForm,
        lambda d, v, at, by: handling.take_back(d, because=v["because"], at=at, by=by),
        _("Taken back."),
    ),
    "link": Doing(
        _("Link to another document"),
        "link",
        may_link,
        ("link",),
        forms.LinkForm,
        link_to,
        _("Linked."),
    ),
    "merge": Doing(
        _("Join to another document"),
        "file-stack",
        may.may_work_registry,
        ("merge",),
        forms.MergeForm,
        lambda d, v, at, by: intake.merge(d, into=v["into"], at=at, by=by),
        _("Joined: its files are annexes of the other document now."),
        final=True,
    ),
    "discard": Doing(
        _("Put aside, do not register"),
        "trash-2",
        may.may_work_registry,
        ("discard",),
        forms.ReasonForm,
        lambda d, v, at, by: intake.discard(d, because=v["because"], at=at, by=by),
        _("Put aside; it stays findable with the reason."),
        final=True,
    ),
    "return": Doing(
        _("Return to sender"),
        "undo-2",
        may.may_work_registry,
        ("return_to_sender",),
        forms.ReasonForm,
        lambda d, v, at, by: registry.return_to_sender(d, because=v["because"], at=at, by=by),
        _("Returned to the sender."),
        final=True,
    ),
    "cancel": Doing(
        _("Cancel the number"),
        "ban",
        may.may_work_registry,
        ("cancel",),
        forms.ReasonForm,
        lambda d, v, at, by: registry.cancel(d, because=v["because"], at=at, by=by),
        _("Number cancelled; it stays in the register with the reason."),
        final=True,
    ),
}
