"""Letters the law demands: owed, drafted, issued, rescinded. Each exactly once."""
