"""The portal's own settings, and what differs in a test: a folder of its own, cheap passwords."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_in_memory = Path("/dev/shm")  # noqa: S108 - a folder of our own is made inside
_folder = tempfile.mkdtemp(prefix="carp-test-", dir=_in_memory if _in_memory.is_dir() else None)
atexit.register(shutil.rmtree, _folder, ignore_errors=True)

(Path(_folder) / "static").mkdir()  # WhiteNoise warns when there is none

os.environ["CARP_DATA"] = _folder
os.environ["CARP_HTTPS"] = "0"  # the test client speaks plain HTTP on both databases
os.environ["SECRET_KEY"] = "known to everybody: only for tests, never for people"
if "REDIS_URL" in os.environ:
    # Each process of the run has a database of its own in the one Redis.
    _worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    os.environ["REDIS_URL"] = os.environ["REDIS_URL"].rpartition("/")[0] + f"/{int(_worker) + 1}"

from carp.settings import *  # noqa: E402
from carp.settings import DATABASES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True  # else every test client reads all static files
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True

if DATABASES["default"]["ENGINE"] == "carp.sqlite":
    # A file, as in life: an in-memory database shares one connection between threads.
    DATABASES["default"]["TEST"] = {"NAME": f"{_folder}/test.sqlite3"}
    # A test's database need not survive a power cut; everything else is as in life.
    _options = DATABASES["default"]["OPTIONS"]
    _options["init_command"] = _options["init_command"].replace(
        "synchronous=FULL", "synchronous=OFF"
    )
