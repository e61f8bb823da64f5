"""Runs the examples in the README and the documents."""

from __future__ import annotations

import re
from doctest import ELLIPSIS
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Final

import pytest
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser

import recallcore as rc

ROOT: Final = Path(__file__).parent.parent
PAGES: Final = sorted(
    page for page in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")) if "```python" in page.read_text("utf-8")
)


@pytest.mark.clause("HSE-2")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_examples_of_a_page_run(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = Sybil(parsers=[PythonCodeBlockParser(doctest_optionflags=ELLIPSIS)]).parse(page)
    examples = list(document.examples())
    assert examples
    for example in examples:
        example.evaluate()


@pytest.mark.clause("HSE-2")
def test_there_are_pages_with_examples() -> None:
    assert {"README.md", "tutorial.md", "map-your-tables.md"} <= {page.name for page in PAGES}


@pytest.mark.clause("HSE-2")
def test_the_readme_lists_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    document = Sybil(parsers=[PythonCodeBlockParser()]).parse(ROOT / "README.md")
    for example in document.examples():
        example.evaluate()
    printed = capsys.readouterr().out
    assert printed.startswith("17\nphone\nContact by phone")
    assert printed.endswith("1 away\n1 recall due\n1 not yet due\n")


@pytest.mark.clause("POL-4")
@pytest.mark.parametrize("page", ["house.md", "outcomes.md", "presets.md", "reasons.md", "words.md"])
def test_the_pages_made_from_the_code_are_up_to_date(page: str) -> None:
    spec = spec_from_file_location("make_pages", ROOT / "docs" / "make_pages.py")
    assert spec is not None
    assert spec.loader is not None
    make_pages = module_from_spec(spec)
    spec.loader.exec_module(make_pages)
    assert (ROOT / "docs" / page).read_text("utf-8") == make_pages.pages()[page]


@pytest.mark.clause("HSE-2")
def test_the_reference_names_each_public_name_once() -> None:
    page = (ROOT / "docs" / "reference.md").read_text("utf-8")
    assert sorted(re.findall(r"^\.\. auto(?:class|function|exception|data):: (\w+)$", page, re.M)) == sorted(rc.__all__)


@pytest.mark.clause("HSE-2")
def test_every_place_that_contributing_names_is_there() -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    package = Path(rc.__file__).parent
    named = set(re.findall(r"`([\w./-]+\.(?:py|md))`", page))
    homes = (package, package.parent, ROOT / "tests", ROOT / "docs", ROOT)
    assert named
    assert [name for name in sorted(named) if not any((home / name).exists() for home in homes)] == []


@pytest.mark.clause("SUP-1", "OUT-4", "LIF-2")
def test_the_page_of_outcomes_shows_no_other_way_out_than_a_death_and_a_move() -> None:
    drawn = (ROOT / "docs" / "outcomes.md").read_text("utf-8").split("```text\n")[1].split("```")[0].splitlines()
    assert [line.split(" ─")[0].strip("├└│─ ") for line in drawn if line.endswith("ENDED")] == [
        *("it is confirmed", "moved for good", "(a death, confirmed)")
    ]
    assert all(" on the list" in line for line in drawn[1:] if not line.endswith("ENDED"))
