"""Files that nobody in this project wrote, from `../shared/samples` beside the checkout."""

import os
from pathlib import Path

import pytest

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"


@pytest.fixture
def samples() -> Path:
    """The folder of samples. Missing in CI is a failure; elsewhere the test says what is left out."""
    if not SAMPLES.is_dir():
        message = "../shared/samples is not beside this checkout"
        if os.environ.get("CI"):
            pytest.fail(f"{message}: CI must provide it.")
        pytest.skip(f"{message}: reading other people's files is left out.")
    return SAMPLES
