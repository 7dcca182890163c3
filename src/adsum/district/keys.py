"""Opaque ids for URLs: they say nothing about the record and cannot be counted through."""

import secrets

# No 0, 1, i, l, o: people read these keys over the telephone.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
LENGTH = 13
BITS = 64  # just below 31^13: guessing one record of a million takes 10^13 tries


def new_key() -> str:
    """A fresh random key of 13 characters."""
    # One draw for the whole key: a district's morning makes thousands of them.
    number = secrets.randbits(BITS)
    letters = []
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)
