from importlib import import_module

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "congvu.operations"
    label = "operations"

    def ready(self) -> None:
        import_module("congvu.operations.wiring")
