"""Every setting of the platform, read from the environment only. docs/settings.md is the table of them."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from congvu.config.embedded import embedded_url
from congvu.config.storing import bucket_of, file_store
from congvu.core.database_url import database

ROOT = Path(__file__).resolve().parents[2]


def text(name: str, default: str | None = None) -> str:
    """A setting, or the start stops with its name."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"The setting {name} is missing. docs/settings.md says what it is for.")
    return value


def flag(name: str, default: bool) -> bool:
    return text(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


# -- where things are -------------------------------------------------------------------------------------------------
DATA = Path(text("CONGVU_DATA", str(ROOT / "var"))).resolve()
DEMO = flag("CONGVU_DEMO", False)  # shows the cast on the sign-in page: never in production
DEBUG = flag("CONGVU_DEBUG", False)
TESTING = flag("CONGVU_TESTING", False)  # the embedded database then gives up fsync
EMBEDDED = not os.environ.get("DATABASE_URL")  # without one, `congvu` starts a PostgreSQL of its own
PRODUCTION = not EMBEDDED and not DEMO and not DEBUG and not TESTING

SECRET_KEY = text("CONGVU_SECRET_KEY", None if PRODUCTION else "only-for-the-demo-and-for-tests-" + "0" * 32)
ALLOWED_HOSTS = text("CONGVU_HOSTS", None if PRODUCTION else "*").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in text("CONGVU_ORIGINS", "").split(",") if origin]
HTTPS = flag("CONGVU_HTTPS", PRODUCTION)

DATABASES = {
    "default": {
        "ENGINE": "congvu.core.postgres",
        **database(os.environ.get("DATABASE_URL") or embedded_url(DATA)),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,  # the pool hands out no connection that a restarted database has left
    }
}
# The joins of a page are written in the order in which they are quick; searching for a better one takes longer than the page.
# So does starting workers for one question, of which many are asked at once, and planning anew what was planned once.
QUICK = "-c join_collapse_limit=4 -c max_parallel_workers_per_gather=0 -c plan_cache_mode=force_generic_plan"
DATABASES["default"]["OPTIONS"].setdefault("options", QUICK)
DATABASES["default"]["OPTIONS"] |= {"pool": {"min_size": 1, "max_size": int(text("CONGVU_POOL", "8")), "timeout": 30}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- what it is made of -----------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "congvu.core",
    "congvu.directory",
    "congvu.accounts",
    "congvu.workdays",
    "congvu.files",
    "congvu.records",
    "congvu.notifications",
    "congvu.documents",
    "congvu.administration",
    "congvu.desk",
    "congvu.api",
    "congvu.operations",
    "congvu.demo",
    "congvu.bench",
    "congvu.config",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.idp.oidc",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "django_htmx",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "congvu.operations.doors.WatchMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "congvu.api.door.DoorMiddleware",
    "congvu.core.policy.PolicyMiddleware",
    "congvu.notifications.middleware.LiveAddressMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "congvu.accounts.middleware.SignedInMiddleware",
    "congvu.accounts.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "congvu.accounts.middleware.ActorMiddleware",
    "congvu.accounts.middleware.SignInRequiredMiddleware",
    "congvu.accounts.middleware.LastSeenMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "congvu.core.middleware.UploadMiddleware",
    "congvu.core.middleware.RuleBrokenMiddleware",
]

ROOT_URLCONF = "congvu.config.urls"
WSGI_APPLICATION = "congvu.config.wsgi.application"

_LOADERS = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("template_partials.loader.Loader", [("django.template.loaders.cached.Loader", _LOADERS)])],
            "builtins": [
                "congvu.core.templatetags.components",
                "congvu.core.templatetags.kept",
                "template_partials.templatetags.partials",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "congvu.core.templatetags.office",
                "congvu.records.templatetags.work",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "congvu.core.context.shell",
            ],
        },
    }
]
COTTON_ISOLATE_BY_DEFAULT = True  # a component sees its attributes and the frame's context, not the page's variables
FORM_RENDERER = "congvu.core.form_drawing.HouseRenderer"

# -- time and language: Vietnamese first ------------------------------------------------------------------------------
USE_TZ = True
TIME_ZONE = text("CONGVU_TIME_ZONE", "Asia/Ho_Chi_Minh")
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English"), ("lo", "ລາວ")]
FORMAT_MODULE_PATH = ["congvu.core.formats"]

# -- signing in -------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
SOCIALACCOUNT_LOGIN_ON_GET = True  # only our own forms lead there
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [{"NAME": "congvu.accounts.passwords.OfficePassword"}]
ACCOUNT_ADAPTER = "congvu.accounts.adapters.SignInAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False  # the session ends with the browser, and after SESSION_COOKIE_AGE
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # this session goes on; the others end
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_FORMS = {
    "login": "congvu.accounts.forms.SignInForm",
    "change_password": "congvu.accounts.forms.ChangePasswordForm",
    "set_password": "congvu.accounts.forms.SetPasswordForm",
    "reauthenticate": "congvu.accounts.forms.ConfirmPasswordForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if flag("CONGVU_BEHIND_PROXY", False) else 0
MFA_ADAPTER = "congvu.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or DEMO  # passkeys on http://localhost
MFA_TOTP_ISSUER = "Công Vụ"
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute wrong
MFA_FORMS = {
    "authenticate": "congvu.accounts.forms.SecondFactorForm",
    "reauthenticate": "congvu.accounts.forms.ConfirmCodeForm",
    "activate_totp": "congvu.accounts.forms.ActivateCodeForm",
    "add_webauthn": "congvu.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "congvu.accounts.forms.RenamePasskeyForm",
}
SECOND_FACTOR = text("CONGVU_SECOND_FACTOR", "optional" if DEMO or DEBUG else "required-roles")

# -- signing in here with a national identity (OpenID Connect), off unless its address is set; and elsewhere with ours --
OIDC_PROVIDER = "national"
OIDC_URL = text("CONGVU_OIDC_URL", "")
OIDC_NAME = text("CONGVU_OIDC_NAME", "VNeID")
SOCIALACCOUNT_ADAPTER = "congvu.accounts.identities.IdentityAdapter"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": OIDC_PROVIDER,
                "name": OIDC_NAME,
                "client_id": text("CONGVU_OIDC_CLIENT", ""),
                "secret": text("CONGVU_OIDC_SECRET", ""),
                "settings": {"server_url": OIDC_URL, "uid_field": text("CONGVU_OIDC_CLAIM", "sub")},
            }
        ]
        if OIDC_URL
        else [],
    }
}
OIDC_KEY_FILE = Path(text("CONGVU_OIDC_KEY", str(DATA / "keys" / "oidc.pem")))
IDP_OIDC_ADAPTER = "congvu.accounts.identities.ProviderAdapter"
SIGN_IN_FAILURES = 5  # of one account, then it is locked
SIGN_IN_FAILURES_OF_ADDRESS = 20  # of one network address
SIGN_IN_LOCK_MINUTES = 15
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600  # how long a link to choose a password works

# -- security ---------------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'", "'wasm-unsafe-eval'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'", "blob:"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("CONGVU_BEHIND_PROXY", False) else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_ENGINE = "congvu.accounts.sessions"
SESSION_COOKIE_AGE = 12 * 3600
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# -- static and stored files ------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [DATA / "frontend"]  # what `congvu build` copies from the npm packages: fonts, icons, PDF.js
STORAGES = {
    "default": file_store(text, DATA),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
OBJECT_STORE = bucket_of(text)  # how buckets are reached, for copies in one
FILE_UPLOAD_PERMISSIONS = 0o600  # other users of the machine read no files of the office
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
FONTS = DATA / "fonts"  # TrueType fonts for printed sheets, copied from the npm packages
FILES_MAX_BYTES = int(text("CONGVU_MAX_FILE_MB", "100")) * 1024 * 1024
TESSERACT = text("CONGVU_TESSERACT", "tesseract")  # reads scans, where it is there
FILE_UPLOAD_HANDLERS = ["congvu.files.uploads.InMemoryUpload"]  # a file refused as secret never touches a disk
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# -- where documents come in by themselves ----------------------------------------------------------------------------
MAILBOXES = text("CONGVU_MAILBOXES", "")
WATCHED_FOLDERS = text("CONGVU_FOLDERS", "")

# -- the kept record --------------------------------------------------------------------------------------------------
HISTORY_KEY_FILE = Path(text("CONGVU_HISTORY_KEY", str(DATA / "keys" / "history.pem")))

# -- jobs ---------------------------------------------------------------------------------------------------------------
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

# -- the office at home -----------------------------------------------------------------------------------------------
EMAIL_HOST = text("CONGVU_EMAIL_HOST", "")
EMAIL_PORT = int(text("CONGVU_EMAIL_PORT", "587"))
EMAIL_HOST_USER = text("CONGVU_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = text("CONGVU_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = text("CONGVU_EMAIL_SECURITY", "starttls") == "starttls"
EMAIL_USE_SSL = text("CONGVU_EMAIL_SECURITY", "starttls") == "ssl"
EMAIL_TIMEOUT = 20  # seconds
EMAIL_BACKEND = text(
    "CONGVU_EMAIL_BACKEND", f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
)
DEFAULT_FROM_EMAIL = text("CONGVU_EMAIL_FROM", "Công Vụ <congvu@localhost>")
MAIL = bool(EMAIL_HOST or os.environ.get("CONGVU_EMAIL_BACKEND"))  # without either no notice goes out by mail
SITE = text("CONGVU_SITE", f"http://127.0.0.1:{text('CONGVU_PORT', '8000')}").rstrip("/")  # in the links of mails

# -- the door for machines --------------------------------------------------------------------------------------------
API_RATE = int(text("CONGVU_API_RATE", "600"))  # requests a minute of one token and web process; 0: as many as come
WEBHOOKS_PRIVATE = flag("CONGVU_WEBHOOKS_PRIVATE", False)  # may be sent to private networks, and without HTTPS

# -- live updates: a second port of the same host, or whatever address a reverse proxy gives it -----------------------
PORT = int(text("CONGVU_PORT", "8000"))
LIVE_PORT = int(text("CONGVU_LIVE_PORT", "8001"))
LIVE_URL = text("CONGVU_LIVE_URL", "")  # such as /live/ behind a reverse proxy; empty: this host, LIVE_PORT
LIVE_HEARTBEAT = float(text("CONGVU_LIVE_HEARTBEAT", "20"))  # seconds
LIVE_POLL = int(text("CONGVU_LIVE_POLL", "30"))  # seconds between a page's own questions while it has no stream
LIVE_MAX_CLIENTS = int(text("CONGVU_LIVE_MAX_CLIENTS", "5000"))  # of one live process

# -- what is said: everything to standard error; as JSON lines nothing of what people wrote (docs/mechanisms/observability.md)
LOG_FORMAT = text("CONGVU_LOG", "text")  # or json
METRICS_TOKEN = text("CONGVU_METRICS_TOKEN", "")  # without one nobody may ask for /metrics
METRICS = DATA / "metrics"  # where the processes of this machine keep what they counted
_LINE = {
    "text": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
    "json": {"()": "congvu.operations.logs.JsonLines"},
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": _LINE[LOG_FORMAT]},
    "handlers": {"screen": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["screen"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["screen"], "level": "WARNING", "propagate": False},
        "django.server": {"handlers": ["screen"], "level": "INFO", "propagate": False},
        "procrastinate.worker": {"level": "INFO" if LOG_FORMAT == "json" else "WARNING"},
        "congvu": {"level": "INFO"},
        "congvu.requests": {"level": "INFO" if LOG_FORMAT == "json" else "WARNING"},
    },
}
