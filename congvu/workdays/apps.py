from importlib import import_module

from django.apps import AppConfig


class WorkdaysConfig(AppConfig):
    name = "congvu.workdays"
    label = "workdays"

    def ready(self) -> None:
        import_module("congvu.workdays.wiring")
