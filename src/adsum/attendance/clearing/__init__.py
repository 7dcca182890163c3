"""What the office says when it clears or corrects, and when that may be saved. Writes nothing."""
