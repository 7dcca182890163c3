from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "adsum.notices"
    label = "notices"
