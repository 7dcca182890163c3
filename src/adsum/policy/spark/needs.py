"""What the Spark engine needs beside Adsum's own packages: pyspark, pyarrow and a Java that Spark runs on."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess

PACKAGES = ("pyspark", "pyarrow")
OLDEST_JAVA = 17
INSTEAD = "Or use --engine embedded; it gives the same findings."


def what_is_missing() -> str | None:
    """A sentence that says what to install; None when Spark can start."""
    for package in PACKAGES:
        if importlib.util.find_spec(package) is None:
            return (
                f"the Spark engine needs the package {package}, which is not installed. "
                f"Install the list requirements/spark.txt; `python3 run` does it by itself. {INSTEAD}"
            )
    return _java_fault(_java())


def _java() -> str | None:
    """The Java that Spark will start."""
    home = os.environ.get("JAVA_HOME")
    return shutil.which(os.path.join(home, "bin", "java") if home else "java")


def _java_fault(java: str | None) -> str | None:
    wanted = f"Install Java {OLDEST_JAVA} or newer, on Debian the package openjdk-{OLDEST_JAVA}-jre-headless"
    if java is None:
        place = (
            "JAVA_HOME names a folder without bin/java" if "JAVA_HOME" in os.environ else "there is none on the PATH"
        )
        return f"the Spark engine needs Java, and {place}. {wanted}. {INSTEAD}"
    version = _version(java)
    if version is not None and version < OLDEST_JAVA:
        return f"the Spark engine needs a newer Java than the {version} it found at {java}. {wanted}. {INSTEAD}"
    return None


def _version(java: str) -> int | None:
    """17 for 17.0.15, 8 for 1.8.0; None when it does not say."""
    told = subprocess.run([java, "-version"], capture_output=True, text=True, errors="replace")
    found = re.search(r'version "(?:1\.)?(\d+)', told.stderr + told.stdout)
    return int(found[1]) if found else None
