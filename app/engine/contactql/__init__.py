"""Contact queries: `age > 18 AND (gender = male OR name ~ bob)`. Used for searches and smart groups."""

from app.engine.contactql.errors import QueryError
from app.engine.contactql.evaluate import evaluate, prepare
from app.engine.contactql.inspection import Inspection, inspect_query
from app.engine.contactql.nodes import quoted, simplify
from app.engine.contactql.parser import parse_query
from app.engine.contactql.resolver import FlowResolver, Resolver

__all__ = [
    "FlowResolver",
    "Inspection",
    "QueryError",
    "Resolver",
    "evaluate",
    "inspect_query",
    "parse_query",
    "prepare",
    "quoted",
    "simplify",
]
