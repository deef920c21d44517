from importlib import import_module

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "congvu.notifications"
    label = "notifications"

    def ready(self) -> None:
        import_module("congvu.notifications.wiring")
