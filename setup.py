"""What pyproject.toml cannot say: wheels hold `templates/` and `models/` inside the package, a checkout beside it.

Mapping the two with `package-dir` would say it as well, but an editable install then needs an import hook, which
makes every start of that environment's Python 10 ms slower.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

RESOURCES = ("templates", "models")


class BuildWithResources(build_py):
    """Copies the resources into the package that is built."""

    def run(self) -> None:
        """Build, and copy unless the checkout itself is going to be imported."""
        super().run()
        if not self.editable_mode:
            for name in RESOURCES:
                target = Path(self.build_lib) / "sotalia" / name
                shutil.rmtree(target, ignore_errors=True)  # what an earlier build left
                shutil.copytree(name, target)


setup(cmdclass={"build_py": BuildWithResources})
