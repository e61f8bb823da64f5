"""A bug is planted in a copy of the library, and tests are run against the copy.

The tests run in a fork of this process, which has imported pytest and Hypothesis already and the library not yet.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module, invalidate_caches
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NamedTuple

TESTS: Final = Path(__file__).parent
ROOT: Final = TESTS.parent
USAGE_ERROR: Final = 4  # pytest's own: the run itself was asked for wrongly
UNIMPORTABLE: Final = 70  # what a run ends with where the copy cannot be imported; pytest's own are below 10
OUT_OF_TIME: Final = -24  # ended by SIGXCPU
_MEMORY: Final = 4 * 2**30  # bytes: a bug that gathers without end must not take the machine with it
_WARM: Final = ("pytest", "hypothesis.stateful", "hypothesis.strategies", "sybil", "attrs", "dateutil.relativedelta")


def _package() -> Path:
    found = find_spec("recallcore")
    if found is None or found.origin is None:
        raise SystemExit("recallcore is not installed, and its src is not on PYTHONPATH")
    return Path(found.origin).parent


PACKAGE: Final = _package()


class Run(NamedTuple):
    """How a run ended: pytest's exit code, UNIMPORTABLE, or the signal that ended it, negative. And what it said."""

    code: int
    said: str


def room_names(package: Path = PACKAGE) -> list[str]:
    """Every module of the library by its dotted name below the package: `_due`, `rules._due`, `rules.__init__`."""
    return sorted(".".join(path.relative_to(package).with_suffix("").parts) for path in package.rglob("*.py"))


def room_path(room: str, package: Path = PACKAGE) -> Path:
    return package.joinpath(*room.split(".")).with_suffix(".py")


@contextmanager
def planted(room: str, source: str) -> Iterator[Path]:
    """A folder with a copy of the library, in which the room reads as `source`."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / PACKAGE.name
        shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
        room_path(room, copy).write_text(source, "utf-8")
        yield Path(folder)


def warm_up() -> None:
    """Import once what every run needs. Not the library: each run imports its own copy."""
    for name in _WARM:
        import_module(name)


def run_tests(
    folder: Path,
    arguments: Sequence[str],
    *,
    profile: str,
    plugins: Callable[[], Sequence[object]] = tuple,
    seconds: float | None = None,
) -> Run:
    """Run pytest with the library from `folder`, in a fork, for at most so many seconds of the processor's time.

    `plugins` is asked in the fork, before the library is imported.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as told:
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            code = USAGE_ERROR
            try:
                code = _in_the_fork(folder, arguments, profile, plugins, seconds, told.fileno())
            finally:  # nothing may run on in the fork as if it were its parent
                if code == USAGE_ERROR and sys.exc_info()[0] is not None:
                    traceback.print_exc()
                    sys.stderr.flush()
                os._exit(code)
        _, status = os.waitpid(child, 0)
        told.seek(0)
        return Run(os.waitstatus_to_exitcode(status), told.read())


def _in_the_fork(
    folder: Path,
    arguments: Sequence[str],
    profile: str,
    plugins: Callable[[], Sequence[object]],
    seconds: float | None,
    told: int,
) -> int:
    with open(os.devnull) as nothing:
        os.dup2(nothing.fileno(), 0)
    os.dup2(told, 1)
    os.dup2(told, 2)
    _limit(seconds)
    os.chdir(ROOT)
    os.environ.update(PYTHONPATH=str(folder), HYPOTHESIS_PROFILE=profile, PYTHONDONTWRITEBYTECODE="1")
    registered = plugins()
    if not _imported_from(folder):
        return UNIMPORTABLE
    if Path(sys.modules[PACKAGE.name].__file__ or "").parent != folder / PACKAGE.name:
        print("the planted copy is not the one that is imported")
        return USAGE_ERROR
    import pytest

    warm = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # plugins are imported before pytest could rewrite them
    common = ["-q", "-p", "no:cacheprovider", "--rootdir", str(ROOT), *warm]
    code = int(pytest.main([*common, *arguments], plugins=registered))
    sys.stdout.flush()
    return code


def _limit(seconds: float | None) -> None:
    import resource  # not on every system, and the tests of this module's callers must be

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    if seconds is not None:
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 6))


def _imported_from(folder: Path) -> bool:
    """Import every room of the copy; whether they all can be."""
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE.name]:
        del sys.modules[name]
    sys.path.insert(0, str(folder))
    invalidate_caches()
    sys.dont_write_bytecode = True
    with suppress(Exception):
        for room in room_names():
            import_module(f"{PACKAGE.name}.{room.removesuffix('__init__')}".rstrip("."))
        sys.dont_write_bytecode = False  # the tests' own may be kept
        return True
    return False
