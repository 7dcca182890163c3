from django.apps import AppConfig


class DeterminationsConfig(AppConfig):
    name = "adsum.determinations"
    label = "determinations"
