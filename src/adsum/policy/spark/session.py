"""A Spark session for one run: on this computer, or on the cluster a master's address names."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

HERE = "local[*]"
SETTINGS = {
    "spark.log.level": "ERROR",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "100000",
    "spark.driver.maxResultSize": "0",  # the findings are as large as they are
    "spark.executorEnv.POLARS_MAX_THREADS": "1",  # Spark runs one task for each core already
}
SETTINGS_HERE = {
    "spark.driver.memory": "2g",  # the workers of a local run live in the driver
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
}


class NoSpark(Exception):
    """Spark could not be started."""


@contextmanager
def session(master: str | None) -> Iterator[SparkSession]:
    """The session that is open already, which stays open; else a new one, closed at the end.

    master   such as local[4], spark://host:7077, yarn, k8s://...; None: this computer, every core
    """
    from pyspark.sql import SparkSession

    running = SparkSession.getActiveSession()
    if running is not None:
        yield running
        return
    started = start(master)
    try:
        yield started
    finally:
        started.stop()


def start(master: str | None) -> SparkSession:
    from pyspark.sql import SparkSession

    # Spark would start any `python3`; the workers need the one that has Adsum's packages.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    master = master or HERE
    settings = {**SETTINGS, **(SETTINGS_HERE if master.startswith("local") else {})}
    builder = SparkSession.builder.appName("adsum determine").master(master)
    for name, value in settings.items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except Exception as error:  # py4j, Java and the network each have their own
        first_line = (str(error).splitlines() or [type(error).__name__])[0]
        raise NoSpark(
            f"Spark did not start with master {master}: {first_line} "
            "Check --master (or SPARK_MASTER) and that the cluster can be reached."
        ) from error
