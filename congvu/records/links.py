"""Threads between records: which answers, continues or concerns which. They make the one unbroken thread of work."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from congvu.accounts.actors import Actor
from congvu.core.actions import action, note
from congvu.core.errors import RuleBroken
from congvu.records.models import Record, RecordLink


class LinkKind(TextChoices):
    """How a record stands to another; each reads the other way round too (`REVERSED`)."""

    ANSWERS = "answers", _("Answers")
    CONTINUES = "continues", _("Continues")
    CONCERNS = "concerns", _("Concerns the same matter as")


REVERSED = {
    LinkKind.ANSWERS: _("Answered by"),
    LinkKind.CONTINUES: _("Continued by"),
    LinkKind.CONCERNS: _("Concerns the same matter as"),
}


class AlreadyLinked(RuleBroken):
    """These two are already linked like this."""

    message = _("These two are already linked like this.")


class NotToItself(RuleBroken):
    """A record is not linked to itself."""

    message = _("A document is not linked to itself. Choose another one.")


def may_link(actor: Actor, record: Record) -> bool:
    """Whoever reads a record may say what it belongs to; the history says who did."""
    return bool(set(actor.keys) & set(record.readers))


@action(may_link)
def link(record: Record, *, to: Record, kind: str, at: datetime, by: Actor) -> RecordLink:
    """Tie the record to another one that the actor may read as well. Raises AlreadyLinked, NotToItself, WrongState."""
    record.record_kind.machine.move(record, "link")
    other = Record.objects.visible_to(by).get(pk=to.pk)
    if other.pk == record.pk:
        raise NotToItself
    if RecordLink.objects.filter(source_id=record.pk, target_id=other.pk, kind=kind).exists():
        raise AlreadyLinked
    made = RecordLink.objects.create(
        source_id=record.pk, target_id=other.pk, kind=LinkKind(kind), made_at=at, made_by=by.person
    )
    note(record, "link", at=at, by=by, kind=kind, to=other.reference or other.title, record=other.handle)
    return made


@dataclass(frozen=True)
class Related:
    """Another record and how it stands to this one, in words."""

    record: Record
    how: object


def related_to(record: Record, actor: Actor) -> list[Related]:
    """The records tied to this one that the actor may read, in both directions; those they may not read are not even counted.
    Two queries."""
    links = RecordLink.objects.filter(Q(source_id=record.pk) | Q(target_id=record.pk)).order_by("-pk")
    ends = [
        (link.target_id, LinkKind(link.kind).label)
        if link.source_id == record.pk
        else (link.source_id, REVERSED[LinkKind(link.kind)])
        for link in links
    ]
    if not ends:
        return []
    found = Record.objects.visible_to(actor).select_related("entry").in_bulk([pk for pk, _how in ends])
    return [Related(found[pk], how) for pk, how in ends if pk in found]
