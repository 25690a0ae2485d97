"""A wheel has the library of one kind of machine, and serves every Python from 3.10 on: nothing uses Python's ABI."""

from __future__ import annotations

import os
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        platform = os.environ.get("HAETAE_WHEEL_PLATFORM")
        if not platform:
            raise RuntimeError("build the wheel with mobile-sdk/python/wheel: it knows for which machines it is")
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{platform}"
