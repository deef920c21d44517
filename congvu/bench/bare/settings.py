"""The baseline: as little Django as can serve a page with one row of the database. The same server, driver and pool."""

import os

from congvu.core.database_url import database

SECRET_KEY = os.environ["CONGVU_SECRET_KEY"]
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "congvu.bench.bare.pages"
INSTALLED_APPS: list[str] = []
MIDDLEWARE: list[str] = []
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        **database(os.environ["DATABASE_URL"]),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
    }
}
DATABASES["default"]["OPTIONS"] |= {"pool": {"min_size": 1, "max_size": 8, "timeout": 30}}
