"""From views to text: templates loop over a view and insert what it holds."""

from .files import RENDERS, Render, render_package

__all__ = ["RENDERS", "Render", "render_package"]
