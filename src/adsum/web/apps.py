from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "adsum.web"
    label = "web"
