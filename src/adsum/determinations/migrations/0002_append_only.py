"""A flip is never edited; it is claimed once."""

from django.db import migrations

from adsum.district.append_only import guarded


class Migration(migrations.Migration):
    dependencies = [("determinations", "0001_initial")]

    operations = [guarded("determinations_determination", may_set=("claimed_at", "claimed_by"))]
