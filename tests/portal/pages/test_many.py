"""Pages at ten and at a thousand use cases: as many queries, and a page of rows on each."""

import pytest

pytestmark = pytest.mark.django_db
