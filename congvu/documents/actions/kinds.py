"""The kinds of documents as the law has them from a day on. What a document was when it came it stays."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from congvu.accounts.actors import Actor
from congvu.core.actions import action, note
from congvu.core.errors import RuleBroken
from congvu.directory.models import period
from congvu.documents.models import DocumentType
from congvu.documents.permissions import may_set_kinds
from congvu.records.words import bare


class KindNotNamed(RuleBroken):
    message = _("Name the kind of document and the legal document that sets it.")


class KindInThePast(RuleBroken):
    message = _("A kind of document begins and ends today or later: what was in force stays as it was.")


class KindInUse(RuleBroken):
    message = _("Documents already carry this kind as it is from this day on. Choose a later day.")


class EndsBeforeItBegins(RuleBroken):
    message = _("The last day lies before the first.")


@action(may_set_kinds)
def set_kind(
    code: str,
    *,
    name: str,
    abbreviation: str = "",
    from_on: date,
    until_on: date | None = None,
    source: str,
    at: datetime,
    by: Actor,
) -> DocumentType:
    """A kind of document with its name and letters from a day on (`until_on`: its last day, where the law sets one), by the legal
    document `source`. The one of the same code in force until then ends; `code` empty: a kind that is new. Decree 30/2020, art. 7
    and annex III. Raises KindNotNamed, KindInThePast, EndsBeforeItBegins, KindInUse."""
    name, source, abbreviation = name.strip(), source.strip(), abbreviation.strip()
    code = code or "_".join(bare(name).split())[:32]
    if not (name and source and code):
        raise KindNotNamed
    if until_on and until_on < from_on:
        raise EndsBeforeItBegins
    before = _end(code, from_on, by.on) or DocumentType.objects.filter(code=code).order_by("-valid").first()
    kept = DocumentType.objects.create(
        code=code,
        name=name,
        abbreviation=abbreviation,
        is_copy=before.is_copy if before else False,
        rank=before.rank if before else 900,
        valid=period(from_on, until_on + timedelta(days=1) if until_on else None),
        source=source,
    )
    told = {"name": name, "abbreviation": abbreviation, "source": source, "from_on": from_on.isoformat()}
    note(kept, "set_kind", at=at, by=by, **told, until_on=until_on.isoformat() if until_on else "")
    return kept


@action(may_set_kinds)
def end_kind(kind: DocumentType, *, until_on: date, source: str, at: datetime, by: Actor) -> DocumentType:
    """No document is of this kind after a day, by the legal document `source`. Raises KindNotNamed, KindInThePast,
    EndsBeforeItBegins, KindInUse."""
    if not source.strip():
        raise KindNotNamed
    if kind.valid.lower and until_on < kind.valid.lower:
        raise EndsBeforeItBegins
    ended = _end(kind.code, until_on + timedelta(days=1), by.on)
    if ended is None:
        raise KindInThePast
    note(ended, "end_kind", at=at, by=by, name=ended.name, until_on=until_on.isoformat(), source=source.strip())
    return ended


def _end(code: str, day: date, today: date) -> DocumentType | None:
    """From the day on the kind is not what it was; what was to begin later gives way. Returns what it was until then."""
    if day < today:
        raise KindInThePast
    same = DocumentType.objects.select_for_update(no_key=True).filter(code=code)
    to_come = same.filter(valid__startswith__gte=day)
    if to_come.filter(documents__isnull=False).exists():
        raise KindInUse
    for row in to_come:
        row.delete()
    before = same.valid_on(day).first()
    if before:
        before.valid = period(before.valid.lower, day)
        before.save(update_fields=["valid"])
    return before
