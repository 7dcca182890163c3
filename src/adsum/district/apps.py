from django.apps import AppConfig


class DistrictConfig(AppConfig):
    name = "adsum.district"
    label = "district"
