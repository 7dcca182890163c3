"""What happens to a package: land, check, confirm, ask for it, apply."""

from adsum.intake.actions.applying import apply, ask_to_apply, check_can_apply
from adsum.intake.actions.checking import ask_for_check, check
from adsum.intake.actions.confirming import check_can_confirm, confirm
from adsum.intake.actions.landings import land

__all__ = ["apply", "ask_for_check", "ask_to_apply", "check", "check_can_apply", "check_can_confirm", "confirm", "land"]
