"""Django's settings, composed of small files; every value may come from the environment."""

from portal.settings.api import *
from portal.settings.attachments import *
from portal.settings.base import *
from portal.settings.celery import *
from portal.settings.database import *
from portal.settings.home import *
from portal.settings.installed import *
from portal.settings.intake import *
from portal.settings.logging import *
from portal.settings.mail import *
from portal.settings.mlflow import *
from portal.settings.models import *
from portal.settings.receipts import *
from portal.settings.security import *
from portal.settings.signin import *
from portal.settings.static import *
from portal.settings.training import *
from portal.settings.webhooks import *
