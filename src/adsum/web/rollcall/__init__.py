"""Taking roll: today's classes, the roll of one class, its receipt and history."""
