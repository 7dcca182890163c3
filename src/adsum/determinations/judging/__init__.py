"""How records become findings: facts, what is wrong with them, answers, and which answers are new. Writes nothing."""
