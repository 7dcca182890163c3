"""Settings of one installation. Everything a district may set comes from the environment, with a safe default.

ADSUM_HOME           folder for the database, letters and uploads (default: .adsum in the current folder)
DATABASE_URL         postgresql://user:password@host:port/name; without it SQLite in ADSUM_HOME
ADSUM_SECRET_KEY     required in production; the demo and the tests make their own
ADSUM_HOSTS          comma-separated host names that may be asked for
ADSUM_TIME_ZONE      the district's zone: its dates are school days (default America/Los_Angeles)
ADSUM_PACK           the policy pack in force (default lausd)
ADSUM_DISTRICT       the district's name on letters (default: the title of a district's policy pack)
ADSUM_DISTRICT_ID    the district's identifier in rosters of other systems; imports of another district are refused
ADSUM_DEMO           1 shows the demo sign-in page and stops the calendar at the demo's day
"""

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlparse

from django.utils.translation import gettext_lazy as _

ROOMS = Path(__file__).resolve().parent


def database(url: str | None, home: Path) -> dict[str, object]:
    """Django's description of the store: SQLite in write-ahead mode, or PostgreSQL from a URL."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": home / "adsum.sqlite3",
            "OPTIONS": {
                # IMMEDIATE takes the write lock at BEGIN, so two clerks wait instead of failing half way.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
            },
        }
    parts = urlparse(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError("DATABASE_URL must begin with postgresql:// ; nothing was opened.")
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host") or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


HOME = Path(os.environ.get("ADSUM_HOME", ".adsum")).resolve()
DEMO = os.environ.get("ADSUM_DEMO") == "1"
PACK = os.environ.get("ADSUM_PACK", "lausd")
DISTRICT_NAME = os.environ.get("ADSUM_DISTRICT", "Mesa Verde Unified School District" if DEMO else "")
DISTRICT_ID = os.environ.get("ADSUM_DISTRICT_ID", "")
# Whole local date and time (2026-02-10T08:35) at which the demo's clock starts; only read when DEMO is set.
DEMO_NOW = os.environ.get("ADSUM_DEMO_NOW", "2026-02-10T08:35")

# A random key is safe for commands and tests; a server that must keep sessions is given one.
SECRET_KEY = os.environ.get("ADSUM_SECRET_KEY") or secrets.token_urlsafe(48)
DEBUG = False
ALLOWED_HOSTS = [host for host in os.environ.get("ADSUM_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if host]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "django_tasks",
    "django_tasks_db",
    "adsum.district",
    "adsum.enrollment",
    "adsum.attendance",
    "adsum.determinations",
    "adsum.notices",
    "adsum.cases",
    "adsum.intake",
    "adsum.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "adsum.web.security.SecurityHeaders",
]

ROOT_URLCONF = "adsum.web.urls"
WSGI_APPLICATION = "adsum.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": sorted(ROOMS.glob("web/*/templates")),
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "adsum.web.layout.context.page",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "adsum.web.layout.tags"],
        },
    }
]

DATABASES = {"default": database(os.environ.get("DATABASE_URL"), HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "district.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
# 19 MiB, 2 rounds, 1 lane: 23 ms, so that 25,000 sign-ins in half an hour fit in half a core.
PASSWORD_HASHERS = ["adsum.district.passwords.Argon2ForSchools"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_ADAPTER = "adsum.web.signin.adapter.StaffOnly"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
# Slow down by account, never by address alone: a whole school shares one.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "5/m/key,20/h/key"}

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "adsum.web.layout.errors.csrf_failure"
SECURE = os.environ.get("ADSUM_INSECURE_HTTP") != "1" and not DEMO
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-adsum" if SECURE else "adsum"
SECURE_SSL_REDIRECT = False  # nginx does this; see deploy/
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LANGUAGE_CODE = "en-us"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = sorted(ROOMS.glob("**/locale"))
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = os.environ.get("ADSUM_TIME_ZONE", "America/Los_Angeles")
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = sorted(ROOMS.glob("web/*/static"))
WHITENOISE_USE_FINDERS = True  # served from the package itself: nothing to collect
WHITENOISE_MAX_AGE = 0 if DEMO else 3600

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000  # a roll of 200 students has three fields each
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

# Technical logs hold record ids and routes, never names, birth dates or reasons.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("ADSUM_LOG", "WARNING")},
}
