"""An OpenAPI document (3.0, 3.1, Swagger 2.0) as tools that a voice agent can call."""

from engine.tools.sources.openapi.load import begins, document_in, is_openapi
from engine.tools.sources.openapi.operations import Offered, offered_in

__all__ = ["Offered", "begins", "document_in", "is_openapi", "offered_in"]
