"""`isopt convert`: a scenario's files as a workbook, or a workbook as YAML."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from isopt.errors import UsageError

if TYPE_CHECKING:
    from isopt.scenario.reading.merge import Source


def convert(
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="The scenario: YAML or a workbook.")],
    target: Annotated[Path, typer.Argument(metavar="TARGET", help="What to write: a name ending in .yaml or .xlsx.")],
    force: Annotated[bool, typer.Option("--force", help="Replace files that are there.")] = False,
) -> None:
    """Write a scenario as a workbook or as YAML: values, variants and sources are kept, comments are not."""
    from isopt.scenario.reading.merge import load_source  # noqa: PLC0415
    from isopt.scenario.writing.convert import converted  # noqa: PLC0415 - workbooks only where they are wanted

    said = load_source(source)
    files = converted(said, target.name)
    _check_free([target.parent / name for name in files], said, force=force)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _write(files, target, said)
    except OSError as error:
        raise UsageError(f"cannot write {target}: {error.strerror}") from error
    listed = " and ".join(str(target.parent / name) for name in sorted(files, key=lambda name: name != target.name))
    typer.echo(f"wrote {listed}: says the same as {source}, without its comments")


def _check_free(paths: list[Path], said: Source, *, force: bool) -> None:
    """Refuse to replace what is read, and without `--force` whatever is there."""
    read = {Path(name).resolve() for name in said.files}
    for path in paths:
        if path.resolve() in read:
            raise UsageError(f"{path} is what is converted; name another file")
        if path.exists() and (not force or not path.is_file()):
            raise UsageError(f"{path} exists; name another file{', or add --force' if path.is_file() else ''}")


def _write(files: dict[str, bytes], target: Path, said: Source) -> None:
    """Write all files, read them again, and only then put them where they belong."""
    from isopt.scenario.writing.convert import check_same  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as folder:
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        check_same(said, Path(folder) / target.name)
        for name in files:
            (Path(folder) / name).replace(target.parent / name)
