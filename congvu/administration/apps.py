from importlib import import_module

from django.apps import AppConfig


class AdministrationConfig(AppConfig):
    name = "congvu.administration"
    label = "administration"

    def ready(self) -> None:
        import_module("congvu.administration.wiring")
