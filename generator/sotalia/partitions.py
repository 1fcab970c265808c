"""Render the runtime's partition table from botocore's `partitions.json`.

Run as `python -m sotalia.partitions > runtime/sotalia_runtime/endpoints/partitions.py` when botocore was raised.
"""

from __future__ import annotations

import json
import sys
from importlib.resources import files
from typing import Any

_HEAD = '''"""AWS partitions and their regions. Written by `python -m sotalia.partitions`; not edited by hand."""

from __future__ import annotations

from typing import Final


class Partition:
    """A group of regions with DNS names and accounts of their own."""

    __slots__ = (
        "dns_suffix",
        "dual_stack_dns_suffix",
        "implicit_global_region",
        "name",
        "supports_dual_stack",
        "supports_fips",
    )

    def __init__(
        self,
        *,
        name: str,
        dns_suffix: str,
        dual_stack_dns_suffix: str,
        supports_fips: bool,
        supports_dual_stack: bool,
        implicit_global_region: str,
    ) -> None:
        self.name = name
        self.dns_suffix = dns_suffix
        self.dual_stack_dns_suffix = dual_stack_dns_suffix
        self.supports_fips = supports_fips
        self.supports_dual_stack = supports_dual_stack
        self.implicit_global_region = implicit_global_region
'''


def render(document: dict[str, Any]) -> str:
    """The text of `endpoints/partitions.py`, formatted, for the content of a `partitions.json`."""
    lines = [_HEAD]
    constants: dict[str, dict[str, Any]] = {}
    for partition in document["partitions"]:
        constant = f"_{partition['id'].upper().replace('-', '_')}"
        constants[constant] = partition
        lines += ["", *_constant(constant, partition)]
    lines += ["", "DEFAULT: Final = " + next(iter(constants))]
    lines += ["", "# Region to partition.", "PARTITIONS: Final[dict[str, Partition]] = {"]
    for constant, partition in constants.items():
        lines += [f"    {_text(region)}: {constant}," for region in partition["regions"]]
    lines += ["}", "", "# The form of region names, for those that the table does not know yet."]
    lines += ["PATTERNS: Final = ("]
    lines += [f"    ({_text(partition['regionRegex'])}, {constant})," for constant, partition in constants.items()]
    return "\n".join([*lines, ")", ""])


def _constant(constant: str, partition: dict[str, Any]) -> list[str]:
    outputs = partition["outputs"]
    return [
        f"{constant}: Final = Partition(",
        f"    name={_text(partition['id'])},",
        f"    dns_suffix={_text(outputs['dnsSuffix'])},",
        f"    dual_stack_dns_suffix={_text(outputs['dualStackDnsSuffix'])},",
        f"    supports_fips={bool(outputs['supportsFIPS'])},",
        f"    supports_dual_stack={bool(outputs['supportsDualStack'])},",
        f"    implicit_global_region={_text(outputs['implicitGlobalRegion'])},",
        ")",
    ]


def _text(value: str) -> str:
    """A literal in the quotes that black prefers."""
    return json.dumps(value)


def main() -> None:
    """Write the table of the installed botocore to standard output."""
    document = json.loads(files("botocore").joinpath("data/partitions.json").read_text("utf-8"))
    sys.stdout.write(render(document))


if __name__ == "__main__":
    main()
