"""Adsum: enrollment, attendance and withdrawal for a California school district.

The rooms and what each holds are listed in docs/map.md.
"""

__version__ = "0.1.0"
