from importlib import import_module

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "congvu.records"
    label = "records"

    def ready(self) -> None:
        import_module("congvu.records.wiring")
