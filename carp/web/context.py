"""What every page knows: the council, the navigation, the stylesheet, the demonstration."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import DatabaseError
from django.http import HttpRequest
from django.templatetags.static import static

from carp.council import packs
from carp.web.navigation import links_for, navigation_html

STYLESHEET, SCRIPTS = "build/carp.css", "build/govuk-frontend.min.js"


@dataclass(frozen=True)
class Assets:
    """Addresses of what the set-up built; without a build, our own small stylesheet."""

    stylesheet: str
    scripts: str
    icon: str
    enabled: str
    carp: str
    progress: str
    shortcuts: str
    autosave: str


@lru_cache(maxsize=1)
def assets() -> Assets:
    """Looked up once: `{% static %}` costs as much on each page as all other words of base.html."""
    built = finders.find(STYLESHEET) is not None
    return Assets(
        stylesheet=static(STYLESHEET if built else "css/plain.css"),
        scripts=static(SCRIPTS) if built and finders.find(SCRIPTS) else "",
        icon=static("img/favicon.svg"),
        enabled=static("js/enabled.js"),
        carp=static("js/carp.js"),
        progress=static("js/progress.js"),
        shortcuts=static("js/shortcuts.js"),
        autosave=static("js/autosave.js"),
    )


def portal(request: HttpRequest) -> dict[str, Any]:
    """The context processor: no query of its own beyond the person's roles."""
    user = getattr(request, "user", None)
    person = user if user is not None and user.is_authenticated else None
    return fixed() | {
        "person": person,
        "navigation": navigation_html(links_for(person), request.path),
    }


def fixed() -> dict[str, Any]:
    """What needs neither a person nor, when it is down, the database: for the error pages too."""
    try:
        council = packs.current().identity
    except (DatabaseError, packs.NoPackInForce):
        council = None
    return {"council": council, "assets": assets(), "demonstration": settings.DEMONSTRATION}
