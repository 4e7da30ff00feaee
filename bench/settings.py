"""The portal's own settings, and what only the bench has: addresses, a second size, the admin."""

import os
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "known to everybody: only for the bench, never for people")
os.environ["CARP_HTTPS"] = "0"  # the requests come without a proxy in front
os.environ["CARP_EMBEDDED"] = "1"  # a DATABASE_URL alone does not make this a service

from carp.settings import *
from carp.settings import BASE_DIR, DATABASES, INSTALLED_APPS, STATIC_ROOT, env

INSTALLED_APPS = [*INSTALLED_APPS, "django.contrib.admin.apps.SimpleAdminConfig"]
ROOT_URLCONF = "bench.urls"
# The same rows wherever it runs: our own small boundaries, whatever lies beside the repository.
OPEN_DATA_DIR = BASE_DIR / "register" / "fixtures_open"

Path(STATIC_ROOT).mkdir(parents=True, exist_ok=True)

if DATABASES["default"]["ENGINE"] == "carp.sqlite":
    # Of sixteen that write as fast as they can, one may wait long where the machine is busy.
    DATABASES["default"]["OPTIONS"]["timeout"] = 120

# A tenth of the rows, read in turn with the whole by the same process (goal P3).
DATABASES["tenth"] = {
    **DATABASES["default"],
    **env.db_url("BENCH_TENTH_URL", default=os.environ["DATABASE_URL"]),
    "ENGINE": DATABASES["default"]["ENGINE"],
}
DATABASE_ROUTERS = ["bench.databases.Chosen"]
