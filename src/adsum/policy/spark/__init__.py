"""The Spark engine: the same rules as the embedded one, bucket after bucket of students, on a cluster.

    what_is_missing()          a sentence on what must be installed first, or None
    determine(facts, ...)      as adsum.policy.determination.determine: the same findings, to the byte

    needs.py     pyspark, pyarrow and Java: are they there
    session.py   a Spark session, here or on a cluster
    staging.py   the facts as plain Parquet that Spark reads
    buckets.py   what runs on the workers: Arrow in, `judge`, Arrow out
    engine.py    staging, shuffling by student, judging, adding up
pyspark is imported only when Spark is asked for. Source: src/adsum/policy/spark/README.md.
"""

from __future__ import annotations

from adsum.policy.spark.engine import determine
from adsum.policy.spark.needs import what_is_missing
from adsum.policy.spark.session import NoSpark

__all__ = ["NoSpark", "determine", "what_is_missing"]
