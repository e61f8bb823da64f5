"""Today's list for a practice whose tables have Open Dental's shapes: how to map your tables to facts.

    python docs/examples/today.py [FOLDER] [--as-of 2026-11-20] [--capacity 10] [--why ID]

Every row read is either mapped or reported with a reason. A note is understood only when known phrases make up the
whole of it; any other note is a fact too, an `UnreadNote`, and its patient is withheld until somebody reads it.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import attrs
from recallcore import *
from rich import box
from rich.console import Console
from rich.table import Table
