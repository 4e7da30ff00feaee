"""Who may open the pages of register."""

from tests.access.page import Page

PAGES: dict[str, Page] = {}
