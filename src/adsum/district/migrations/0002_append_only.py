"""Audit events and the read log are never edited."""

from django.db import migrations

from adsum.district.append_only import guarded


class Migration(migrations.Migration):
    dependencies = [("district", "0001_initial")]

    operations = [guarded("district_auditevent"), guarded("district_recordread")]
