"""The stage on which the laws are tried: the fixed cast in their posts, and a few who should get nowhere."""

import importlib
from dataclasses import dataclass
from datetime import date, datetime

from django.apps import apps
from django.db import connection
from django.utils import timezone

from congvu.accounts.actions import open_account
from congvu.accounts.actors import Actor
from congvu.accounts.models import User
from congvu.accounts.samples import Cast, cast
from congvu.directory.actions import enrol
from congvu.directory.installer import INSTALLER
from tests.architecture.source import ROOT, sources


@dataclass(frozen=True)
class Stage:
    """The cast at a moment, and someone with an account but without a post."""

    people: Cast
    without_post: User
    now: datetime

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def user(self, name: str) -> User:
        """One of the cast by the part they play."""
        return self.without_post if name == "without_post" else getattr(self.people, name)

    def actor(self, name: str) -> Actor:
        """One of the cast as `by`."""
        return self.user(name).actor(self.now)


def set_the_stage(now: datetime) -> Stage:
    """The cast, and the one without a post."""
    people = cast(now)
    person = enrol("Đinh Công Tráng", at=now, by=INSTALLER)
    stranger = open_account(person, username="khongchucvu", at=now, by=INSTALLER)
    return Stage(people, stranger, now)


def import_all_with(words: str) -> None:
    """Import every module of the house in whose source the words stand, so that what it declares is known."""
    for source in sources():
        if words in source.text and "tests" not in source.path.parts:
            importlib.import_module(
                ".".join(source.path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            )


def fingerprint() -> dict[str, str]:
    """A digest of all rows of every table: two fingerprints are equal when nothing at all changed in between."""
    tables = sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)})
    one = (
        """SELECT '{0}', md5(coalesce(string_agg(row::text, '' ORDER BY row::text COLLATE "C"), '')) FROM {0} AS row"""
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(one.format(table) for table in tables))
        return dict(cursor.fetchall())
