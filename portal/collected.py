"""Static files that are collected: hashed names, compressed quickly, without what nobody serves."""

from typing import Any

from django.contrib.staticfiles.apps import StaticFilesConfig
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(StaticFilesConfig):
    """Leaves out ReDoc and the browsable API, which this API doesn't offer."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "redoc", "rest_framework"]


class CollectedFiles(CompressedManifestStaticFilesStorage):
    """Gzip alone: Brotli's best level would take most of the first start's time."""

    def create_compressor(self, **kwargs: Any) -> Compressor:
        return Compressor(use_brotli=False, **kwargs)
