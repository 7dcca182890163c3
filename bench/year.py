"""How long a district's year takes to judge, beside the floor of just reading it.

    python3 run bench year                          520,000 students, about 31 million marks
    python3 run bench year --students 52000         a tenth
    python3 run bench year --growth                 1 %, 10 % and 100 % of --students, to see how cost grows
    python3 run bench year --folder FOLDER          keep the facts there, and use them if they are there already

Each part runs in a process of its own, three times after a warm-up; the median is shown with the ratio to the floor.
"""

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

SEED = "7"
AS_OF = "2026-06-12"
RUNS = 3

# The least anybody must do: read the columns that decide, and touch every value.
FLOOR = """
import sys, polars as pl
columns = ["student_id", "date", "period", "status", "minutes", "reason", "recorded_at", "replaced_at"]
lazy = pl.scan_parquet(sys.argv[1] + "/marks.parquet").select(columns)
lazy.select(pl.all().null_count()).collect(engine="streaming")
print(lazy.select(pl.col("student_id", "date", "minutes").max()).collect(engine="streaming"))
"""
# And the least grouping any answer needs: one row for each student and date with an absence.
GROUPED = """
import sys, polars as pl
lazy = pl.scan_parquet(sys.argv[1] + "/marks.parquet").filter(pl.col("replaced_at").is_null())
print(lazy.group_by("student_id", "date").agg(pl.len()).select(pl.len()).collect(engine="streaming"))
"""


@dataclass(frozen=True)
class Cost:
    wall: float
    cpu: float
    peak_mib: float

    def __str__(self) -> str:
        return f"{self.wall:8.2f} s wall {self.cpu:8.2f} s CPU {self.peak_mib:8.0f} MiB"


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python3 run bench year", description=__doc__)
    parser.add_argument("--students", type=int, default=520_000)
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--folder", type=Path)
    arguments = parser.parse_args(words)
    sizes = [arguments.students // 100, arguments.students // 10] if arguments.growth else []
    with tempfile.TemporaryDirectory(prefix="adsum-bench-") as scratch:
        folder = arguments.folder or Path(scratch)
        for size in [*sizes, arguments.students]:
            measure(size, folder / f"facts-{size}", Path(scratch))
    return 0


def measure(students: int, facts: Path, scratch: Path) -> None:
    """Make the year if it is not there, then print every part's cost."""
    if not facts.exists():
        made = cost_of(adsum("sample", "--students", str(students), "--seed", SEED, "--facts", str(facts)))
        print(f"{students:,} students made: {made}", flush=True)
    marks = rows_of(facts)
    print(f"\n{students:,} students, {marks:,} marks, as of {AS_OF}")
    floor = median([sys.executable, "-c", FLOOR, str(facts)])
    print(f"  scan floor          {floor}")
    grouped = median([sys.executable, "-c", GROUPED, str(facts)])
    print(f"  floor and grouping  {grouped}   {grouped.wall / floor.wall:5.1f} x floor")
    out = scratch / "out"
    judged = median(adsum("determine", str(facts), "--as-of", AS_OF, "--out", str(out)), before=lambda: clear(out))
    print(f"  adsum determine     {judged}   {judged.wall / floor.wall:5.1f} x floor")
    print(f"  {1e6 * judged.cpu / marks:.2f} s CPU for a million marks", flush=True)


def adsum(*words: str) -> list[str]:
    return [sys.executable, "-m", "adsum", *words]


def clear(out: Path) -> None:
    shutil.rmtree(out, ignore_errors=True)


def rows_of(facts: Path) -> int:
    import polars

    return int(polars.scan_parquet(facts / "marks.parquet").select(polars.len()).collect().item())


def median(command: list[str], before: object = None) -> Cost:
    costs = []
    for _ in range(RUNS + 1):
        if callable(before):
            before()
        costs.append(cost_of(command))
    counted = costs[1:]
    return Cost(*(statistics.median(getattr(cost, name) for cost in counted) for name in ("wall", "cpu", "peak_mib")))


def cost_of(command: list[str]) -> Cost:
    """Run a command to its end; the operating system says what it used."""
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} ended with status {status}; nothing is printed for it.")
    return Cost(time.monotonic() - started, used.ru_utime + used.ru_stime, peak_of(used))


def peak_of(used: resource.struct_rusage) -> float:
    return used.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
