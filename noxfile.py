"""What must hold before a change lands, one session each.

    nox -s mypy                  one of them
    nox -s tests-3.12 -- -k due  with arguments of its own
    nox -j 2                     all that run by default, two at a time

Those that do not run by default take longer than a build should.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import Final

import nox

nox.needs_version = ">=2026.10"
nox.options.allow_parallel = True
nox.options.download_python = "never"
nox.options.error_on_external_run = True

ROOT: Final = Path(__file__).parent
PYPROJECT: Final = nox.project.load_toml(ROOT / "pyproject.toml")
PYTHONS: Final = nox.project.python_versions(PYPROJECT, max_version="3.14")
NEWEST: Final[list[str]] = PYPROJECT["project"]["dependencies"]
LOWEST: Final = [f"{requirement.replace('>=', '==')}.*" for requirement in NEWEST]
HASH_SEEDS: Final = ("0", "1", "2024")
QUICK: Final = {"HYPOTHESIS_PROFILE": "quick"}  # the README's command runs the laws in full
# How the work grows is counted in steps, which neither another Python nor other dependencies turn into more of n; and
# the digests have sessions of their own, on every Python, beside the README's run.
COUNTED_ELSEWHERE = ("-k", "not twice_the_work and not hash_seeds_and_input_order")

WHERE: Final = """\
import platform, recallcore, sys
from importlib.metadata import version
print("Python", platform.python_version(), *(f"{name} {version(name)}" for name in ("attrs", "python-dateutil")))
assert recallcore.__file__.startswith(sys.prefix), recallcore.__file__
"""

for _name in ("PYTHONPATH", "PYTHONHASHSEED", "PYTEST_ADDOPTS", "MYPYPATH"):
    os.environ.pop(_name, None)  # no session sees more than it installs


# What sessions share


def _group(*names: str) -> tuple[str, ...]:
    return nox.project.dependency_groups(PYPROJECT, *names)


def _built(session: nox.Session, pattern: str) -> str:
    """The one file of that kind which the session `build` has left."""
    (path,) = session.cache_dir.glob(f"dist/{pattern}")
    return str(path)


def _unpack(session: nox.Session) -> Path:
    """A copy of the project as its sdist brings it, for what must not happen in the checkout."""
    folder = Path(session.env_dir, "copy")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.unpack_archive(_built(session, "*.tar.gz"), folder)
    (copy,) = folder.iterdir()
    return copy


def _install_wheel(session: nox.Session, dependencies: list[str], *groups: str) -> Path:
    """Install the built wheel, and give a copy of the project that has no src/."""
    copy = _unpack(session)
    shutil.rmtree(copy / "src")
    session.install(_built(session, "*.whl"), *dependencies, *_group(*groups))
    session.run("python", "-c", WHERE, log=False)
    return copy


def _digest(session: nox.Session, copy: Path) -> list[str]:
    """The digest of every answer in this environment, for each hash seed and order of the facts."""
    told = []
    with session.chdir(copy):
        for seed in HASH_SEEDS:
            command = ("python", "tests/digest.py", "--shuffle", seed)
            told.append(str(session.run(*command, env={"PYTHONHASHSEED": seed}, silent=True)).strip())
    return told


# By default: the longest first, so that two lanes end together


@nox.session
def build(session: nox.Session) -> None:
    """The sdist, and the wheel from it."""
    session.install("build")
    for name in ("dist", "digests"):  # digests are of a wheel
        shutil.rmtree(session.cache_dir / name, ignore_errors=True)
    session.run("python", "-m", "build", "--outdir", f"{session.cache_dir}/dist", silent=True)
    session.log(f"{_built(session, '*.whl')} from {_built(session, '*.tar.gz')}")


@nox.session(venv_backend="none", requires=["build"], tags=["checks"])
def readme(session: nox.Session) -> None:
    """The two commands of the README, exactly as it says them."""
    text = (ROOT / "README.md").read_text("utf-8")
    with session.chdir(_unpack(session)):
        for mark in ("main job", "tests"):
            block = re.search(rf"<!-- ci: {mark} -->\s*```[^\n]*\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
            if block is None:
                session.error(f"README.md has no command under <!-- ci: {mark} -->")
            session.run("bash", "-euo", "pipefail", "-c", block[1])


@nox.session(tags=["checks"])
def coverage(session: nox.Session) -> None:
    """The tests, demanding every branch."""
    session.install("-e.", *_group("test", "example"))
    session.run("coverage", "run", "-m", "pytest", "-q", *COUNTED_ELSEWHERE, *session.posargs, env=QUICK)
    session.run("coverage", "report")


@nox.session(python=PYTHONS, requires=["build"])
def tests(session: nox.Session) -> None:
    """The tests of the built wheel, without src/, with the newest dependencies."""
    with session.chdir(_install_wheel(session, NEWEST, "test", "example")):
        session.run("pytest", "-q", *COUNTED_ELSEWHERE, *session.posargs, env=QUICK)


@nox.session(requires=["build"], tags=["checks"])
def lowest(session: nox.Session) -> None:
    """The same tests with the lowest dependencies."""
    with session.chdir(_install_wheel(session, LOWEST, "test", "example")):
        session.run("pytest", "-q", *COUNTED_ELSEWHERE, *session.posargs, env=QUICK)


@nox.session(python=PYTHONS, requires=["build"])
def digest(session: nox.Session) -> None:
    """A digest of every answer, for each hash seed and order of the facts."""
    told = _digest(session, _install_wheel(session, NEWEST))
    folder = session.cache_dir / "digests"
    folder.mkdir(exist_ok=True)
    (folder / str(session.python)).write_text("\n".join(told), "utf-8")


@nox.session(requires=[f"digest-{python}" for python in PYTHONS], tags=["checks"])
def digests(session: nox.Session) -> None:
    """The digest is one and the same on every Python, and with the lowest dependencies."""
    told = _digest(session, _install_wheel(session, LOWEST))
    for path in session.cache_dir.glob("digests/*"):
        told += path.read_text("utf-8").splitlines()
    distinct = set(told)
    session.log(f"{len(told)} digests, of which distinct: {' '.join(distinct)}")
    if len(distinct) != 1 or not re.fullmatch("[0-9a-f]{64}", told[0]):
        session.error("the digests differ")


@nox.session(tags=["checks"])
def mypy(session: nox.Session) -> None:
    """Types, strictly."""
    needed = (requirement for requirement in _group("typing") if "pyright" not in requirement)  # it brings a Node.js
    session.install("-e.", *needed)
    session.run("mypy", *session.posargs)


@nox.session(requires=["build"], tags=["checks"])
def verifytypes(session: nox.Session) -> None:
    """The types that a user of the wheel sees."""
    session.install(_built(session, "*.whl"), *_group("typing"))
    quiet = {"PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"}
    with session.chdir(session.create_tmp()):  # away from src/
        session.run("pyright", "--verifytypes", "recallcore", "--ignoreexternal", env=quiet)


@nox.session(tags=["checks"])
def lint(session: nox.Session) -> None:
    """The linter's rules."""
    session.install(*_group("lint"))
    session.run("ruff", "check", "--output-format", "concise", *session.posargs)


@nox.session(tags=["checks"])
def layout(session: nox.Session) -> None:
    """The formatter would change nothing."""
    session.install(*_group("lint"))
    session.run("ruff", "format", "--check", *session.posargs)


@nox.session(tags=["checks"])
def imports(session: nox.Session) -> None:
    """Which room may import which, and nothing impure."""
    session.install("-e.", *_group("lint"))
    session.run("lint-imports", "--no-logo")


@nox.session(tags=["checks"])
def docs(session: nox.Session) -> None:
    """The documentation builds without a warning."""
    session.install("-e.", *_group("docs"))
    session.run("sphinx-build", "-q", "-W", "-b", "html", "docs", f"{session.create_tmp()}/html")


@nox.session(name="mutants-check", tags=["checks"])
def mutants_check(session: nox.Session) -> None:
    """Every deliberate bug can still be planted."""
    session.install("-e.", *_group("test"))
    session.run("python", "tests/mutants.py", "--check")


# Only when asked for


@nox.session(default=False)
def mutants(session: nox.Session) -> None:
    """Plant each deliberate bug and demand that its law fails (an hour)."""
    session.install("-e.", *_group("test", "example"))
    session.run("python", "tests/mutants.py", *session.posargs)


@nox.session(name="sampled-mutants", default=False)
def sampled_mutants(session: nox.Session) -> None:
    """Plant bugs that nobody chose and say which survive."""
    session.install("-e.", *_group("test", "example"))
    session.run("python", "tests/sampled_mutants.py", *session.posargs)


@nox.session(default=False)
def lives(session: nox.Session) -> None:
    """Thousands of whole lives, others each time."""
    session.install("-e.", *_group("test"))
    session.run("pytest", "-q", "tests/test_lives.py", *session.posargs, env={"HYPOTHESIS_PROFILE": "long"})


@nox.session(default=False, allow_parallel=False)
def bench(session: nox.Session) -> None:
    """How fast it is, beside a first cut of the same."""
    session.install("-e.")
    session.run("python", "tests/benchmarks/bench.py", *session.posargs)
