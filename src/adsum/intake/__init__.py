"""The loading dock: land a file, check it whole, show the plan, apply it in one transaction or not at all."""
