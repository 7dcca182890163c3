"""Run as a program: a district of its own in ADSUM_HOME with many students who are owed the first letter.

python tests/rooms/notices/many_truants.py 120
"""

import os
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2])]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "adsum.settings")


def main(count: int) -> None:
    from adsum.cli.django import wake

    wake()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from django.db import transaction
    from letters import THREE_DAYS, absent_all_day, judge
    from world import STUDENTS, World

    with transaction.atomic():
        world = World()
        names = [f"Ana{number} Flores" for number in range(count)]
        for name in names:
            STUDENTS[name] = ("04", "elementary", STUDENTS["Ben Okafor"][2], "en")
            absent_all_day(world, name, *THREE_DAYS)
        judge(world, *names)


if __name__ == "__main__":
    main(int(sys.argv[1]))
