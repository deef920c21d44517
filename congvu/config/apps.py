from django.apps import AppConfig


class HouseConfig(AppConfig):
    name = "congvu.config"
    label = "config"
