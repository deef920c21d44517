from importlib import import_module

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "congvu.demo"
    label = "demo"

    def ready(self) -> None:
        import_module("congvu.demo.wiring")
