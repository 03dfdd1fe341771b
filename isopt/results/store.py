"""Write results to a folder that appears whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from isopt.errors import UsageError
from isopt.formulation.formulate import formulate
from isopt.network.build import build_baseline_network
from isopt.results.plan_table import plan_table
from isopt.scenario.writing.dump import dump_document, fingerprint

if TYPE_CHECKING:
    from isopt.formulation.program import Program
    from isopt.results.results import Results
    from isopt.solution.options import Options

FORMAT = 1
"""Version of the folder's layout."""

INPUT = "input"
UNHASHED = ("manifest.json", "run.json")
_PACKAGES = ("isopt", "highspy", "numpy", "pydantic", "pint", "pyyaml")


def write_results(results: Results, folder: Path, options: Options) -> None:
    """Write a result's tables, summary, certificate and input to a folder.

    The folder appears whole or not at all; one that holds earlier results is replaced. Raises UsageError where something
    else is in the way or nothing can be written.
    """
    folder = Path(os.path.abspath(folder))  # noqa: PTH100 - a link as the folder is replaced, not followed
    _check_free(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    except OSError as error:
        raise UsageError(f"cannot write {folder}: {error.strerror}; choose another --out") from error
    try:
        fresh = scratch / "new"
        _write_files(fresh, contents(results, options))
        _put(fresh, folder, scratch)
    except OSError as error:
        raise UsageError(f"cannot write {folder}: {error.strerror}; choose another --out") from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _check_free(folder: Path) -> None:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise UsageError(f"{folder} is in the way and no folder; choose another --out")
    if folder.is_dir() and any(folder.iterdir()) and not _holds_results(folder):
        raise UsageError(f"{folder} holds something else than results; choose another --out, or empty it")


def _holds_results(folder: Path) -> bool:
    """Say whether a folder holds results of isopt and nothing else, so that it may be replaced."""
    try:
        manifest = json.loads((folder / "manifest.json").read_bytes())
        names = {*manifest["files"], *UNHASHED}
        is_ours = "input_sha256" in manifest and "format" in manifest
    except (OSError, ValueError, KeyError, TypeError):
        return False
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    return is_ours and found <= names


def _write_files(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())


def _put(fresh: Path, folder: Path, scratch: Path) -> None:
    """Move the new folder into place; an older one is moved aside first and put back if that fails."""
    umask = os.umask(0)
    os.umask(umask)
    fresh.chmod(0o777 & ~umask)
    if not folder.exists():
        fresh.rename(folder)
        return
    aside = scratch / "old"
    folder.rename(aside)
    try:
        fresh.rename(folder)
    except OSError:
        aside.rename(folder)
        raise


def contents(results: Results, options: Options) -> dict[str, bytes]:
    """Make every file of a result, by its name in the folder."""
    files = {"summary.json": to_json(results.summary)}
    files |= {f"{table.name}.csv": table.to_csv() for table in results.tables}
    periods = results.scenario.calendar.periods
    if results.found is not None:
        files["plan.csv"] = plan_table("plan", results.found.plan, periods).to_csv()
    if results.today is not None:
        files["baseline.csv"] = plan_table("baseline", results.today.plan, periods).to_csv()
    files["certificate.json"] = to_json(certificate_of(results), compact=True)
    files |= {f"{INPUT}/{name}": content for name, content in dump_document(results.scenario.document).items()}
    files["manifest.json"] = to_json(
        {
            "format": FORMAT,
            "input_sha256": fingerprint(results.scenario.document),
            "read": list(results.scenario.document.files),
            "variant": results.scenario.document.variant,
            "options": options_as_dict(options),
            "versions": {name: version(name) for name in _PACKAGES} | {"python": platform.python_version()},
            "files": {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())},
        }
    )
    files["run.json"] = to_json(
        {"host": platform.node(), "platform": platform.platform(), "processors": os.cpu_count(), **results.log}
    )
    return files


def options_as_dict(options: Options) -> dict[str, Any]:
    """Give the options as plain data."""
    return {name: getattr(options, name) for name in options.__dataclass_fields__}


def certificate_of(results: Results) -> dict[str, Any]:
    """Collect what the bounds are recomputed from, and a description of the programs they belong to."""
    plan = formulate(results.network)
    return {
        "plan": {"program": describe(plan), "tree": results.proof.plan},
        "baseline": {
            "program": describe(formulate(build_baseline_network(results.scenario))),
            "tree": results.proof.baseline,
        }
        if results.proof.baseline is not None
        else None,
    }


def describe(program: Program) -> dict[str, Any]:
    """Describe a program by sums over its blocks and families, which any datum that matters moves."""
    described: dict[str, Any] = {}
    for block in program.variables:
        described[block.name] = [
            len(block),
            float(abs(block.cost).sum()),
            float(block.upper[block.upper < float("inf")].sum()),
        ]
    for rows in program.rows:
        sides = [float(abs(side[abs(side) < float("inf")]).sum()) for side in (rows.lower, rows.upper)]
        described[rows.name] = [len(rows), len(rows.value), *sides, float(abs(rows.value).sum())]
    return described


def to_json(data: object, *, compact: bool = False) -> bytes:
    """Write plain data as JSON; numbers to their last digit, no NaN."""
    text = json.dumps(data, indent=None if compact else 2, ensure_ascii=False, allow_nan=False)
    return (text + "\n").encode()
