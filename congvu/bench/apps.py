from django.apps import AppConfig


class BenchConfig(AppConfig):
    name = "congvu.bench"
    label = "bench"
