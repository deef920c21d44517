"""The first set-up of a real office: the tables the law gives, and its first administrator. Run again, it adds what lacks."""

import argparse
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from congvu.accounts.actions import new_password, open_account
from congvu.accounts.models import User
from congvu.config.steps import step
from congvu.directory import samples
from congvu.directory.installer import INSTALLER
from congvu.directory.loading import load_bodies
from congvu.directory.models import PostHolding
from congvu.directory.roles import Role
from congvu.documents.loading import load_document_types
from congvu.workdays.seed import load_calendar


class Command(BaseCommand):
    help = (
        "Chuẩn bị một cơ quan thật: dữ liệu nền và người quản trị đầu tiên. / Set up a real office; may be run again."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--username", default="", help="user name of the first administrator, such as quantri")
        parser.add_argument("--full-name", default="", help="their full name")

    def handle(self, *, username: str, full_name: str, **_: Any) -> None:
        with step("Cấu trúc cơ sở dữ liệu / database"):
            call_command("migrate", interactive=False, verbosity=0)
        with step("Cơ quan và mã định danh / bodies and their codes"):
            added = load_bodies()
        self.stdout.write(", ".join(f"{number} {name}" for name, number in added.items()) + " added")
        with step("Thể loại văn bản / kinds of documents"):
            types = load_document_types()
        self.stdout.write(f"{types} kinds of documents added")
        with step("Lịch làm việc, thời hạn / working calendar and handling times"):
            rows = load_calendar()
        self.stdout.write(f"{rows} rows of the working calendar changed")
        self._first_administrator(username, full_name)

    def _first_administrator(self, username: str, full_name: str) -> None:
        now = timezone.now()
        today = timezone.localdate(now)
        seated = PostHolding.objects.valid_on(today).filter(post__role=Role.ADMINISTRATOR)
        with_account = seated.filter(person__in=User.objects.filter(is_active=True).values("person"))
        if with_account.exists():
            self.stdout.write("There is an administrator already: they seat the others on the pages.")
            return
        if not username or not full_name:
            self.stdout.write(
                'No administrator yet. Run again: congvu setup --username quantri --full-name "Nguyễn Văn An"'
            )
            return
        password = new_password()
        person = samples.seated(
            full_name,
            unit=samples.unit("CĐS", of=samples.office(now)),
            title="Quản trị hệ thống",
            role=Role.ADMINISTRATOR,
            from_=today,
            at=now,
        )
        open_account(person, username=username, password=password, must_change_password=True, at=now, by=INSTALLER)
        self.stdout.write(f"{username} signs in with {password} and must change it at once.")
