"""`python3 run bench NAME ...`: run one benchmark of this folder."""

import runpy
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
NAMES = sorted(path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_"))

if len(sys.argv) < 2 or sys.argv[1] not in NAMES:
    print(f"Usage: python3 run bench NAME; benchmarks are {', '.join(NAMES)}. Nothing was measured.", file=sys.stderr)
    raise SystemExit(2)
name = sys.argv.pop(1)
runpy.run_path(str(FOLDER / f"{name}.py"), run_name="__main__")
