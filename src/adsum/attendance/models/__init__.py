"""What was recorded of attendance, one module for each noun."""

from adsum.attendance.models.explanations import Explanation
from adsum.attendance.models.marks import Mark
from adsum.attendance.models.rolls import Roll

__all__ = ["Explanation", "Mark", "Roll"]
