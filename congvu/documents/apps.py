from importlib import import_module

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "congvu.documents"
    label = "documents"

    def ready(self) -> None:
        import_module("congvu.documents.wiring")
        import_module("congvu.documents.sources.jobs")
