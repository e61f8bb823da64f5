"""Sphinx settings: Markdown pages by MyST, the reference by autodoc, the look by furo."""

from importlib.metadata import version as version_of

project = "recallcore"
author = "The recallcore authors"
copyright = "2026, The recallcore authors"
version = release = version_of("recallcore")

extensions = ["myst_parser", "sphinx.ext.autodoc"]
exclude_patterns = ["_build", "examples"]

myst_heading_anchors = 4  # so that pages can link to #a-heading of one another

autodoc_member_order = "bysource"
autodoc_typehints = "signature"

html_theme = "furo"
html_title = f"recallcore {release}"
