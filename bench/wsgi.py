"""What the bench's server calls: the portal whole, and the plain view without any middleware."""

from collections.abc import Iterable

from django.core.wsgi import get_wsgi_application
from django.test.utils import override_settings

from carp.web.bodies import Environ, StartResponse
from carp.wsgi import application as portal

with override_settings(MIDDLEWARE=[]):
    bare = get_wsgi_application()
BARE = ("/bench/plain/", "/bench/cpu/")


def application(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    chosen = bare if environ["PATH_INFO"] in BARE else portal
    return chosen(environ, start_response)
