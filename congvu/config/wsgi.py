"""The pages, for granian."""

import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
application = get_wsgi_application()
import_module("congvu.files.sandbox").warm_up()  # the first file of the day need not wait for the inspectors
