"""Settings, read once from the environment: typed, loud when wrong, secrets also from *_FILE (docs/settings.md)."""

import os
import shlex
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from watchfloor.localdb import place


def text(name: str, default: str = "") -> str:
    """The value of WATCHFLOOR_<name>, or the contents of the file that WATCHFLOOR_<name>_FILE names."""
    file = os.environ.get(f"WATCHFLOOR_{name}_FILE", "")
    if file:
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"WATCHFLOOR_{name}_FILE: {file} cannot be read ({error.strerror})") from error
    return os.environ.get(f"WATCHFLOOR_{name}", default)


def flag(name: str, default: bool = False) -> bool:
    """A yes or no; anything else is refused."""
    said = text(name, "1" if default else "0").lower()
    if said not in {"0", "1", "yes", "no", "true", "false"}:
        raise ImproperlyConfigured(f"WATCHFLOOR_{name}: {said!r} is neither yes nor no; write 1 or 0")
    return said in {"1", "yes", "true"}


def number(name: str, default: int) -> int:
    """A whole number."""
    said = text(name, str(default))
    if not said.isdigit():
        raise ImproperlyConfigured(f"WATCHFLOOR_{name}: {said!r} is no whole number")
    return int(said)


def phones(name: str) -> list[dict[str, str]]:
    """Words and numbers, "911 dispatch: 555-0100; FBI duty desk: 555-0101"; a part without a number is refused."""
    parts = [part.strip() for part in text(name).split(";") if part.strip()]
    pairs = [part.rpartition(":") for part in parts]
    if not all(words.strip() and number.strip() for words, _, number in pairs):
        raise ImproperlyConfigured(f"WATCHFLOOR_{name}: write each as 'who: number', parted by semicolons")
    return [{"text": words.strip(), "number": number.strip()} for words, _, number in pairs]


def command_line(name: str) -> tuple[str, ...]:
    """A program by its whole path with its arguments, split as a shell would; no shell ever runs it."""
    said = text(name)
    try:
        parts = tuple(shlex.split(said))
    except ValueError as error:
        raise ImproperlyConfigured(f"WATCHFLOOR_{name}: {error}; close every quotation mark") from error
    if parts and not (parts[0].startswith("/") and os.access(parts[0], os.X_OK)):
        raise ImproperlyConfigured(f"WATCHFLOOR_{name}: {parts[0]!r} is no program by its whole path; write /usr/...")
    return parts


DATA_DIR = place.choose(text("DATA_DIR") or None)


def secret(name: str) -> str:
    """A secret that set-up wrote into the data directory; empty before the first start."""
    file = DATA_DIR / "secrets" / name
    return file.read_text(encoding="utf-8").strip() if file.exists() else ""


def database(role: str) -> dict[str, object]:
    """The connection of one role: to the embedded server's socket, or to the server WATCHFLOOR_DATABASE_URL names."""
    common: dict[str, object] = {
        "ENGINE": "django.db.backends.postgresql",
        "USER": f"watchfloor_{role}",
        "PASSWORD": text(f"{role.upper()}_PASSWORD") or secret(role),
        "CONN_MAX_AGE": 300,
        "OPTIONS": {"application_name": f"watchfloor-{role}", "connect_timeout": 5},
    }
    url = text("DATABASE_URL")
    if url:
        parts = urlsplit(url)
        if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
            raise ImproperlyConfigured("WATCHFLOOR_DATABASE_URL: write postgresql://host:port/database")
        return common | {
            "HOST": unquote(parts.hostname or ""), "PORT": str(parts.port or ""), "NAME": parts.path.strip("/"),
        }  # fmt: skip
    return common | {"HOST": str(place.socket_dir(DATA_DIR)), "NAME": text("DATABASE_NAME", "watchfloor")}


SECRET_KEY = text("SECRET_KEY") or secret("django") or "set-up-writes-a-real-one-before-anything-is-served"
DEBUG = False
ALLOWED_HOSTS = text("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
BASE_URL = text("BASE_URL", "http://127.0.0.1:8000")
CENTER_PHONE = text("CENTER_PHONE", "the number on your agreement")
# what the public's page shows beside 911, such as "555-0142"; empty: 911 alone
PUBLIC_PHONE = text("PUBLIC_PHONE")
# behind a proxy of your own: the header that it writes the caller's address into, such as X-Real-IP; else the peer
PUBLIC_ADDRESS_HEADER = text("PUBLIC_ADDRESS_HEADER")
IMMINENT_PHONES = phones("IMMINENT_PHONES")
MAIL_URL = text("MAIL_URL")  # smtp://host:port; empty: mails are written as files below the data directory
CHECKPOINT_FOLDER = text("CHECKPOINT_FOLDER")  # on another machine; empty: checkpoints leave by mail alone
# "free all" in bytes, as monitoring writes them of the disk of an external database server
DISK_REPORT = text("DISK_REPORT")
MAIL_FROM = text("MAIL_FROM", "watchfloor@localhost")
# whatever phone gateway the center has, "/usr/local/bin/page {number} {text}"; empty: nobody is called by pager
PAGER_COMMAND = command_line("PAGER_COMMAND")

# what feeds may ask beside the hosts of their catalog: names, networks of private addresses, folders
FEED_HOSTS = tuple(one.strip().lower() for one in text("FEED_HOSTS").split(",") if one.strip())
FEED_PRIVATE = tuple(one.strip() for one in text("FEED_PRIVATE").split(",") if one.strip())
FEED_FOLDERS = tuple(one for one in text("FEED_FOLDERS").split(":") if one)

INSTALLED_APPS = [
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "watchfloor.core.apps.CoreConfig",
    "watchfloor.people.apps.PeopleConfig",
    "watchfloor.notify.apps.NotifyConfig",
    "watchfloor.protect.apps.ProtectConfig",
    "watchfloor.plan.apps.PlanConfig",
    "watchfloor.gather.apps.GatherConfig",
    "watchfloor.receive.apps.ReceiveConfig",
    "watchfloor.analyze.apps.AnalyzeConfig",
    "watchfloor.disseminate.apps.DisseminateConfig",
    "watchfloor.network.apps.NetworkConfig",
    "watchfloor.measure.apps.MeasureConfig",
]
MIDDLEWARE = [
    "watchfloor.protect.web.headers.Headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # form tokens are masked anew each time and lengths are blurred: no length tells one
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "watchfloor.urls"
WSGI_APPLICATION = "watchfloor.wsgi.application"
HERE = Path(__file__).parent
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
            ],
            "string_if_invalid": "",
        },
    }
]
DATABASES = {
    "default": database("app"),
    # facts of reading and of refusal commit here before the first byte leaves (house: core.witness)
    "witness": database("app"),
}
# what kind of process this is: the web never holds the sealer's or the owner's password, the worker not the owner's
PROCESS = text("PROCESS", "command")
if PROCESS in {"command", "worker"}:
    DATABASES["sealer"] = database("sealer")
if PROCESS == "command":
    DATABASES["owner"] = database("owner")
    DATABASES["public"] = database("public")  # the exercise reports through the public's own door
if PROCESS == "web":
    # pages share a few connections, and a stream that waits holds none: the embedded server has forty for everybody
    for _alias in ("default", "witness"):
        DATABASES[_alias] |= {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True}
        DATABASES[_alias]["OPTIONS"] |= {"pool": {"min_size": 1, "max_size": 12, "timeout": 10}}  # type: ignore[operator]  # a dict of ours
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = text("TIME_ZONE", "America/Chicago")
LANGUAGE_CODE = "en-us"
# what the desk is offered in; the public form of redress is also said in the languages of protect/web/languages.py
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [HERE / "locale"]
STATIC_URL = "/static/"
STATICFILES_DIRS = [HERE / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

SESSION_ENGINE = "watchfloor.protect.web.session_store"
SESSION_COOKIE_AGE = 30 * 60  # CJIS AC-11: 30 minutes idle
SESSION_SAVE_EVERY_REQUEST = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_SECURE = BASE_URL.startswith("https://")
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "watchfloor.protect.web.errors.not_done"
# what is said after a deed stays on the server until it is shown
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_HSTS_SECONDS = 31536000 if SESSION_COOKIE_SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# a file that is handed in on a page never lies unsealed on a disk; what is larger comes by the command line
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024

# no name, no text and no secret in a log: messages carry ids, codes and counts only
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": text("LOG_LEVEL", "WARNING")},
}

if PROCESS == "public":
    # the public's door: a role of its own, no package with tables, no session, no cookie, no log of who asked for what
    SECRET_KEY = text("PUBLIC_SECRET_KEY") or secret("public_form")
    DATABASES = {"default": {}, "public": database("public")}
    DATABASES["public"]["CONN_MAX_AGE"] = 0
    INSTALLED_APPS = ["django.contrib.staticfiles"]
    MIDDLEWARE = [
        "watchfloor.protect.web.headers.Headers",
        "django.middleware.security.SecurityMiddleware",
        "whitenoise.middleware.WhiteNoiseMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ]
    ROOT_URLCONF = "watchfloor.gather.web.public_urls"
    TEMPLATES[0]["OPTIONS"] = {"string_if_invalid": ""}
    FILE_UPLOAD_HANDLERS = ["watchfloor.gather.web.bounded.Bounded"]
    LOGGING["loggers"] = {"django.request": {"level": "CRITICAL"}, "django.security": {"level": "CRITICAL"}}
