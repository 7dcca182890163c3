from django.apps import AppConfig


class EnrollmentConfig(AppConfig):
    name = "adsum.enrollment"
    label = "enrollment"
