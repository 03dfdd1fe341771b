"""README stays true: every command and every line of Python in it runs."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


def blocks(root: Path, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (root / "README.md").read_text(), re.DOTALL)


def test_exactly_two_set_up_commands(root: Path) -> None:
    """Proves: set-up is two commands of one line each, both making their environment."""
    first, second, *_ = blocks(root, "sh")
    for block in (first, second):
        assert block.count("\n") == 1
        assert block.startswith("python3 -m venv .venv && ")
    assert "isopt solve scenarios/" in first
    assert "pytest" in second
    assert second.strip() in (root / ".ci/run").read_text() or "grep -E" in (root / ".ci/run").read_text()


def test_commands_of_use(root: Path, tmp_path: Path) -> None:
    """Proves: README's commands run as written, one after another, in an empty folder."""
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    commands = [line.split("#")[0].strip() for line in blocks(root, "sh")[2].splitlines() if line.strip()]
    assert len(commands) >= 8
    for command in commands:
        assert shlex.split(command)[0] == "isopt"
        done = subprocess.run(
            command, shell=True, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"


def test_python_of_use(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: README's Python runs, and gives what its comments say."""
    shutil.copy(root / "scenarios/harbour_park/scenario.yaml", tmp_path / "park.yaml")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(blocks(root, "python")[0], names)
    assert list(names["results"].exchanges["giver"]) == ["ash", "cooling"]  # type: ignore[attr-defined]
    assert type(names["model"]).__name__ == "ConcreteModel"


def test_every_path_named_exists(root: Path) -> None:
    """Proves: README points at nothing that is not there."""
    for target in re.findall(r"\]\(([^)#]+)\)", (root / "README.md").read_text()):
        assert (root / target).exists(), target


@pytest.mark.heavy
def test_first_command_in_a_fresh_clone(root: Path, tmp_path: Path) -> None:
    """Proves: a stranger's clone and one command end in the printed tables of a real case."""
    clone = tmp_path / "isopt"
    subprocess.run(["git", "clone", "-q", str(root), str(clone)], check=True)
    command = blocks(root, "sh")[0].strip()
    done = subprocess.run(command, shell=True, cwd=clone, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for words in ("Exchanges", "Investments", "landfill diversion", "Status: proved"):
        assert words in done.stdout
