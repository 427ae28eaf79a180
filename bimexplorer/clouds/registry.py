"""The clouds this version knows, by the key that a site remembers."""

from __future__ import annotations

from bimexplorer.clouds.base import Registry
from bimexplorer.clouds.bimcloud.service import BimcloudService

SERVICES: Registry = {"bimcloud": BimcloudService()}
