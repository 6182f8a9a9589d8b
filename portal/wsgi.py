"""The WSGI application that the web process serves."""

import os

from django.core.wsgi import get_wsgi_application

from portal.launch.kin import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

# A server's worker must not outlive the server: killed with -9, it could not end it.
end_with_parent()
application = get_wsgi_application()
