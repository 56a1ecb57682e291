"""Contact queries: `age > 18 AND (gender = male OR name ~ bob)`. Used for searches and smart groups."""

from app.engine.contactql.errors import QueryError
from app.engine.contactql.evaluate import evaluate
from app.engine.contactql.nodes import quoted
from app.engine.contactql.parser import parse_query

__all__ = ["QueryError", "evaluate", "parse_query", "quoted"]
