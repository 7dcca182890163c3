"""Other systems' formats: bytes in, tables and problems out, and tables back to bytes.

Pure Python: no Django, no clock, no disk writes. README.md says what is where.
"""
