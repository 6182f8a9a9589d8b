"""How the OpenAPI document names what it describes."""

import re

from drf_spectacular.openapi import AutoSchema

CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


class Schema(AutoSchema):
    """Operations are named after their view, and grouped by the first word of their address."""

    def get_operation_id(self) -> str:
        view = CAPITAL.sub("_", type(self.view).__name__).lower()
        return f"{self.method.lower()}_{view}"

    def get_tags(self) -> list[str]:
        return [self.path.removeprefix("/api/v1/").split("/")[0]]
