"""From the intermediate representation to views: every Python name, type and default is decided here."""

from .package import PlanOptions, plan_package
from .view import PackageView

__all__ = ["PackageView", "PlanOptions", "plan_package"]
