from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "adsum.cases"
    label = "cases"
