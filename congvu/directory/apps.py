from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "congvu.directory"
    label = "directory"
