from importlib import import_module

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "congvu.api"
    label = "api"

    def ready(self) -> None:
        import_module("congvu.api.wiring")
