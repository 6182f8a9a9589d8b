"""The ASGI application that the gateway process serves."""

import os
from importlib import import_module

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

# Its modules know the models, so they can be loaded only after Django is set up.
django.setup()
application = import_module("workflows.gateway.app").Gateway()
