from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from congvu.accounts.actions import new_password, open_account
from congvu.directory import samples
from congvu.directory.installer import INSTALLER
from congvu.directory.models import PostHolding
from congvu.directory.roles import Role


class Command(BaseCommand):
    help = "Loads the bodies and seats the first administrator of the Office of the Government; prints a password to change."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("full_name")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        office = samples.office(now)
        today = timezone.localdate(now)
        administrators = PostHolding.objects.valid_on(today).filter(
            post__role=Role.ADMINISTRATOR, post__unit__organisation=office
        )
        if administrators.exists():
            raise CommandError("The office has an administrator already: they seat the others on the pages.")
        person = samples.seated(
            options["full_name"],
            unit=samples.unit("CĐS", of=office),
            title="Quản trị hệ thống",
            role=Role.ADMINISTRATOR,
            from_=today,
            at=now,
        )
        password = new_password()
        open_account(
            person,
            username=options["username"],
            password=password,
            must_change_password=True,
            at=now,
            by=INSTALLER,
        )
        self.stdout.write(f"{options['username']} signs in with {password} and must change it at once.")
