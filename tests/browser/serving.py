"""The pages and what they are made of, for the server of the browser tests: style sheets come straight from the apps."""

from django.contrib.staticfiles.handlers import StaticFilesHandler

from congvu.config.wsgi import application as pages

application = StaticFilesHandler(pages)
