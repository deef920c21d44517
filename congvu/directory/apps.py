from importlib import import_module

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "congvu.directory"
    label = "directory"

    def ready(self) -> None:
        import_module("congvu.directory.wiring")
