"""Opaque ids for URLs: they say nothing about the record and cannot be counted through."""

import secrets

# No 0, 1, i, l, o: people read these keys over the telephone.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
LENGTH = 13  # 64 bits: guessing one record of a million takes 10^13 tries


def new_key() -> str:
    """A fresh random key of 13 characters."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
