"""What this room refuses to do. Each message says what happened, why, and what to do next."""

from adsum.intake.landing import TooLarge
from adsum.intake.one_at_a_time import ImportRunning


class IntakeRefused(Exception):
    """Refusal: the package cannot be handled as asked."""


class NotPlanned(IntakeRefused):
    """Refusal: the package has no plan that could be applied."""


class NotConfirmed(IntakeRefused):
    """Refusal: somebody has to confirm the plan with a reason first."""


class SecondPersonNeeded(IntakeRefused):
    """Refusal: somebody other than the person who sent the package has to confirm it."""


class PlanMoved(IntakeRefused):
    """Refusal: our records have changed since the plan was shown; there is a new plan now."""


class NotKept(IntakeRefused):
    """Refusal: what arrived is not kept any more, so it cannot be read again."""


REFUSALS = (IntakeRefused, ImportRunning, TooLarge)
__all__ = [
    "REFUSALS", "ImportRunning", "IntakeRefused", "NotConfirmed", "NotKept", "NotPlanned", "PlanMoved",
    "SecondPersonNeeded", "TooLarge",
]  # fmt: skip
