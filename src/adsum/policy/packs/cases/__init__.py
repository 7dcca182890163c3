"""Worked cases: the law shown on small stories that a clerk can read, kept beside the values they prove.

model.py      what a case is
reading.py    cases/*.yaml into cases, every fault with its line
story.py      a student's story into the facts tables of the contract
rules.py      the rules that a case may ask by name
running.py    a case judged by the engine (or any other judge), and what came out differently
"""
