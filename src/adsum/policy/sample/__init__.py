"""A synthetic district as a facts folder: believable absences for any number of students, the same for the same seed.

Stages, one table each, batch by batch of schools:
    schools     how many of which kind, how large            calendar  the dates, holidays, school months
    members     who is where, how often absent               students, enrollments, meetings made from it
    whole_days, partial_days   who misses what, and why      marks     written out period by period
    rolls       what nobody certified                        letters   notices, conferences, referrals, exemptions
    measures    achieved figures beside public ones
Source of the figures: public attendance statistics of California, Los Angeles and Massachusetts (measures.py).
"""

from adsum.policy.sample.district import Batch, Values, batches, first_tables, plan
from adsum.policy.sample.measures import ChronicRule, added, report

__all__ = ["Batch", "ChronicRule", "Values", "added", "batches", "first_tables", "plan", "report"]
