"""Policy run over the records: findings kept as flips, with evidence, pack version and both dates."""
