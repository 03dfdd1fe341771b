"""What all tests of published instances share: without the data they are skipped, in CI they fail."""

from __future__ import annotations

import os

import pytest

from benchmarks.importers.shared import MissingDataError, shared_folder


@pytest.fixture(autouse=True)
def _published_data() -> None:
    """Skip without the shared data; in CI it has to be there."""
    try:
        shared_folder()
    except MissingDataError as problem:
        if os.environ.get("CI"):
            pytest.fail(str(problem))
        pytest.skip(str(problem))
