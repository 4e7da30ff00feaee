"""What the web server calls."""

import os

from django.core.wsgi import get_wsgi_application

from carp.web.bodies import WholeBodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carp.settings")

# Five files of 10 MB and their form; eight turns, each with its own database connection.
application = WholeBodies(get_wsgi_application(), turns=8, most_bytes=60 * 1024 * 1024)
