"""Letters: what is owed and held, each letter with its preview, PDF and history, and the acts upon it."""
