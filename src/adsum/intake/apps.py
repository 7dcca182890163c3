from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "adsum.intake"
    label = "intake"
