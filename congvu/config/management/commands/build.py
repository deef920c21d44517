"""What pages need besides the code."""

from typing import Any

from django.core.management.base import BaseCommand

from congvu.config.steps import build_all


class Command(BaseCommand):
    help = "Chuẩn bị phông chữ, biểu tượng, bản dịch. / Fetch fonts and icons, compile catalogues, collect files."
    requires_system_checks: list[str] = []

    def handle(self, **_: Any) -> None:
        build_all()
