"""The committed packages are importable in tests without being installed, here and in programs that tests start."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCES = [
    str(ROOT / "runtime"),
    str(ROOT / "generator"),
    *sorted(str(path.parent) for path in (ROOT / "generated").glob("*/pyproject.toml")),
]

sys.path[:0] = [path for path in SOURCES if path not in sys.path]
os.environ["PYTHONPATH"] = os.pathsep.join([*SOURCES, *filter(None, [os.environ.get("PYTHONPATH")])])
# No test may see the settings of whoever runs it; moto's own are not AWS's.
for name in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[name]
os.environ |= {
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}
