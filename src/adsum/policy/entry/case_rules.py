"""What worked cases may ask of the rules of entry."""

from __future__ import annotations

from collections.abc import Mapping

from adsum.policy.packs.cases.rule import Rule

RULES: Mapping[str, Rule] = {}
