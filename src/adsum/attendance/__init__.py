"""Rolls, marks, explanations and clearing. Exceptions plus certified rolls; append-only."""
