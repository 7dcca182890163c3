"""Facts tables as a folder of files: the whole folder or nothing.

Everything is written beside the place under another name and renamed at the end, so a run that is cut off leaves no
half of a folder behind that a determination could take for the whole.
"""

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from adsum.policy.facts import KEYS

# By key, so that the same records give the same bytes whatever the database's own idea of order. Marks lie by student:
# a determination then reads them once from front to back.
ORDERS = {**KEYS, "marks": ("student_id", "date", "period", "mark_id")}
MOMENT_FORMAT = "%Y-%m-%dT%H:%M:%S%.fZ"  # microseconds only where there are any


class FolderTaken(Exception):
    """Refusal: the folder to make holds something already."""


def check_can_write_folder(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise FolderTaken(f"{folder} is a file. Name a folder that is empty or not there yet. Nothing was written.")
    if folder.exists() and any(folder.iterdir()):
        raise FolderTaken(f"{folder} is not empty. Name another folder, or empty this one first. Nothing was written.")


def write_folder(tables: Mapping[str, pl.DataFrame], *, folder: Path, form: str = "csv") -> None:
    """One file per table, as CSV or Parquet. Raises FolderTaken."""
    check_can_write_folder(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for name, table in tables.items():
            write_table(table.sort(ORDERS[name]), path=unfinished / f"{name}.{form}")
        unfinished.chmod(0o750)  # students' records: nobody but the owner and their group
        os.replace(unfinished, folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def write_table(table: pl.DataFrame, *, path: Path) -> None:
    if path.suffix == ".parquet":
        table.write_parquet(path)
    else:
        table.write_csv(path, datetime_format=MOMENT_FORMAT)
