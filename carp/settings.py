"""Settings: one file, everything that may differ read from the environment.

Without any environment the portal runs embedded: SQLite, files in a folder, Celery over the
filesystem. ``DATABASE_URL`` and ``REDIS_URL`` turn the same code into the service.
"""

import os
from pathlib import Path

import environ
from csp.constants import NONE, SELF

from carp import datafolder

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

CARP_DATA = Path(env.str("CARP_DATA", default=str(BASE_DIR / "var"))).resolve()
SERVICE_MODE = "DATABASE_URL" in os.environ and not env.bool("CARP_EMBEDDED", default=False)
DEMONSTRATION = (
    env.bool("CARP_DEMONSTRATION", default=False)
    and not (CARP_DATA / "demonstration-removed").exists()
)
DEBUG = False

SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY and not SERVICE_MODE:
    SECRET_KEY = datafolder.secret_key(CARP_DATA)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
HTTPS = env.bool("CARP_HTTPS", default=SERVICE_MODE)
PROXY_DEPTH = env.int("CARP_PROXY_DEPTH", default=0)

INSTALLED_APPS = [
    "carp",
    "carp.audit",
    "carp.outbox",
    "carp.accounts",
    "carp.governance",
    "carp.council",
    "carp.digest",
    "carp.web",
    "carp.documents",
    "register",
    "triggers",
    "actionplans",
    "funds",
    "reporting",
    "carp.demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "csp",
    "django_filters",
]

MIDDLEWARE = [
    # Headers first: what they wrap includes redirects, static files and errors.
    "carp.web.middleware.security_headers",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "carp.web.middleware.session_limits",
    "carp.web.middleware.asking_once",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "carp.urls"
WSGI_APPLICATION = "carp.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "carp.web.templatetags.carp",
                "crispy_forms.templatetags.crispy_forms_tags",
                "django.templatetags.static",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "carp.web.context.portal",
            ],
        },
    },
]
CRISPY_TEMPLATE_PACK = "carp_forms"
CRISPY_ALLOWED_TEMPLATE_PACKS = ("carp_forms",)
CRISPY_FAIL_SILENTLY = False
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# --- Data -----------------------------------------------------------------------------------
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{CARP_DATA / 'portal.sqlite3'}")
}
DATABASES["default"]["CONN_MAX_AGE"] = 600
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
_OUR_ENGINES = {
    "django.db.backends.sqlite3": "carp.sqlite",
    "django.db.backends.postgresql": "carp.postgresql",
}
_engine = DATABASES["default"]["ENGINE"]
DATABASES["default"]["ENGINE"] = _OUR_ENGINES.get(_engine, _engine)
if DATABASES["default"]["ENGINE"] == "carp.sqlite":
    # IMMEDIATE: a deferred transaction that reads and then writes fails at once when another
    # writer came between. FULL: a commit that was answered survives a power cut.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
            "PRAGMA cache_size=-65536;"
        ),
    }
else:
    DATABASES["default"]["OPTIONS"] = {
        # A line that died without a word is closed within a minute: carp.postgresql looks for that.
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        **DATABASES["default"].get("OPTIONS", {}),
        "options": "-c statement_timeout=30000",
    }

REDIS_URL = env.str("REDIS_URL", default="")
CACHES = {
    name: (
        {
            "BACKEND": "carp.web.cache.Cache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"spare": spare, "socket_connect_timeout": 0.5, "socket_timeout": 0.5},
        }
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
    )
    for name, spare in (
        ("default", "django.core.cache.backends.locmem.LocMemCache"),
        ("sessions", "django.core.cache.backends.dummy.DummyCache"),
    )
}
MEDIA_ROOT = CARP_DATA / "files"
_beside = BASE_DIR.parent / "shared" / "data"
OPEN_DATA_DIR = Path(
    env.str(
        "CARP_OPEN_DATA",
        default=str(_beside if _beside.is_dir() else BASE_DIR / "register" / "fixtures_open"),
    )
)

# --- Who is there ---------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
# E-mail is unique whatever its case: accounts_one_account_an_email.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = ["carp.web.accounts.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "web:landing"
LOGOUT_REDIRECT_URL = "web:landing"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "carp.web.accounts.Adapter"
ACCOUNT_SESSION_REMEMBER = False  # sessions end after idle time: nothing to ask
ACCOUNT_FORMS = {
    "login": "carp.web.sign_in.LoginForm",
    "reset_password": "carp.web.sign_in.ResetPasswordForm",
    "reset_password_from_key": "carp.web.sign_in.ResetPasswordKeyForm",
    "change_password": "carp.web.sign_in.ChangePasswordForm",
    "set_password": "carp.web.sign_in.SetPasswordForm",
}
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
# allauth's own writes a second table of addresses when a link is merely looked at.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 - a class, no secret
PASSWORD_RESET_TIMEOUT = 60 * 60

SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_CACHE_ALIAS = "sessions"
SESSION_COOKIE_AGE = 24 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True  # the next one at a shared computer sees no answers
SESSION_IDLE_SECONDS = env.int("CARP_SESSION_IDLE_SECONDS", default=30 * 60)
SESSION_ABSOLUTE_SECONDS = env.int("CARP_SESSION_ABSOLUTE_SECONDS", default=12 * 60 * 60)
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Transport and headers ------------------------------------------------------------------
if HTTPS:
    SESSION_COOKIE_NAME = "__Host-carp"
    CSRF_COOKIE_NAME = "__Host-carp-csrf"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_SSL_REDIRECT = env.bool("CARP_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    if PROXY_DEPTH:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "carp.web.errors.forgery_refused"
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- Static files ---------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = env.str("CARP_STATIC_ROOT", default=str(CARP_DATA / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": env.str(
            "CARP_STATIC_STORAGE",
            default="django.contrib.staticfiles.storage.StaticFilesStorage",
        )
    },
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_AUTOREFRESH = False

# --- The public door: per network, and the least time in which a person can fill it in --------
# Over the first limit a report is held as unverified; over the second, none is taken.
REPORTS_AN_HOUR = env.int("CARP_REPORTS_AN_HOUR", default=10)
REPORTS_AN_HOUR_AT_MOST = 10 * REPORTS_AN_HOUR
LOOKUPS_AN_HOUR = env.int("CARP_LOOKUPS_AN_HOUR", default=60)
# How long answers that were saved, and files of a report not sent yet, are kept.
DRAFT_DAYS = env.int("CARP_DRAFT_DAYS", default=7)
REPORT_LEAST_SECONDS = env.int("CARP_REPORT_LEAST_SECONDS", default=2)
FILES_AN_HOUR = env.int("CARP_FILES_AN_HOUR", default=50)

# --- Files that people send -------------------------------------------------------------------
FILE_UPLOAD_HANDLERS = ["carp.files.uploads.Handler"]
CLAMD = env.str("CARP_CLAMD", default="")  # a virus scanner: host:port, or the path of its socket
CLAMD_SECONDS = env.float("CARP_CLAMD_SECONDS", default=20.0)

# --- Work that is owed ----------------------------------------------------------------------
OUTBOX_HANDLERS = {
    "digest": "carp.digest.daily.send",
    "mail": "carp.outbox.mail.send",
    "report": "reporting.tasks.build",
    "triggers.forget": "triggers.tasks.forget_words",
    "triggers.received": "triggers.tasks.tell_received",
}
OUTBOX_LEASE_SECONDS = env.int("CARP_OUTBOX_LEASE_SECONDS", default=120)

# Celery is only the alarm clock of the outbox: all its messages may be lost without loss.
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"visibility_timeout": 3600, "socket_connect_timeout": 5, "socket_timeout": 30}
    if REDIS_URL
    else {"polling_interval": 0.2} | datafolder.message_folders(CARP_DATA)  # seconds
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SOFT_TIME_LIMIT, CELERY_TASK_TIME_LIMIT = 10 * 60, 11 * 60
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_ENABLE_REMOTE_CONTROL = bool(REDIS_URL)
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(CARP_DATA / "celery-beat")
CELERY_BEAT_SCHEDULE = {
    "outbox": {
        "task": "carp.outbox.tasks.relay",
        "schedule": 2.0,
        "options": {"expires": 10},
    },
    "sessions": {
        "task": "carp.web.tasks.clear_sessions",
        "schedule": 6 * 60 * 60.0,
    },
    "saved-drafts": {
        "task": "triggers.timers.due",
        "schedule": 60 * 60.0,
        "options": {"expires": 50 * 60},
    },
    "evidence": {
        "task": "triggers.timers.clear_evidence",
        "schedule": 60 * 60.0,
    },
    "digest": {
        "task": "carp.digest.timers.due",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    "due": {
        "task": "reporting.timers.due",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
}

# --- Mail -----------------------------------------------------------------------------------
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="smtp://localhost:25")
vars().update(EMAIL_CONFIG)
MAIL_TO_OUTBOX = env.bool("CARP_MAIL_TO_OUTBOX", default="EMAIL_URL" not in os.environ)
MAIL_DOMAIN = env.str("CARP_MAIL_DOMAIN", default="portal.example")
DEFAULT_FROM_EMAIL = env.str("CARP_FROM_EMAIL", default=f"communities@{MAIL_DOMAIN}")
EMAIL_TIMEOUT = 10
# Where the links of a mail lead.
PORTAL_ADDRESS = env.str(
    "CARP_ADDRESS", default=f"http://localhost:{env.str('PORT', default='8000')}"
)

# --- Words and times ------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "Europe/London"
COUNCIL_PACK = env.str(
    "CARP_COUNCIL_PACK", default=str(BASE_DIR / "carp/council/packs/west-lindsey")
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("CARP_LOG_LEVEL", default="INFO")},
    # They tell of every tick and of every glyph.
    "loggers": {name: {"level": "WARNING"} for name in ("celery", "fontTools", "weasyprint")},
}
