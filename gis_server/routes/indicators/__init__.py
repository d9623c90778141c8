"""What the indicators offer beside the general abilities: catalogue, matrix, provenance, table."""

from gis_server.routes.indicators.doors import router

__all__ = ["router"]
