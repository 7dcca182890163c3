"""The only writers of runs, flips, standings and steps."""

from adsum.determinations.actions.claims import claim
from adsum.determinations.actions.judge import JudgedForALaterDay, judge_all, judge_students
from adsum.determinations.actions.steps import StepRefused, record_step, undo_step

__all__ = ["JudgedForALaterDay", "StepRefused", "claim", "judge_all", "judge_students", "record_step", "undo_step"]
