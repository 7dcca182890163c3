from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    name = "adsum.attendance"
    label = "attendance"
