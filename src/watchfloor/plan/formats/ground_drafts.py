"""As drafts, for workbooks and outlines: what reads them takes half a second to load, and a child that is shut in loads
nothing more. Whoever reads a plain table does not wait for it."""

import openpyxl
import openpyxl.utils.exceptions

from watchfloor.plan.formats.drafts import read
from watchfloor.plan.rules import outlines

__all__ = ["openpyxl", "outlines", "read"]
