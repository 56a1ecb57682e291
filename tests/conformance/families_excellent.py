"""Expressions: scanner, parser, evaluation, values, functions, refactoring."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.engine import numbers
from app.engine.context import make_root
from app.engine.envs import Environment
from app.engine.excellent import types
from app.engine.excellent.evaluator import ALL_FUNCTIONS, Evaluator
from app.engine.excellent.functions.texts import cut_words
from app.engine.excellent.operators import BINARY, negate
from app.engine.excellent.parser import parse
from app.engine.excellent.refactor import (
    find_context_refs,
    has_expressions,
    refactor_template,
    rename_context,
)
from app.engine.excellent.scanner import scan
from app.engine.excellent.scope import Scope
from app.engine.excellent.tree import Node
from app.engine.excellent.types import XError, XObject, XValue
from app.engine.session import Session
from tests.conformance.families_engine import make_test_session
from tests.conformance.mock_universe import MockUniverse
from tests.conformance.vectors import CaseResult, Family, cases, check, differs, read_json
from tests.conformance.xvalues import read_instant, read_value, read_values, value_differs

Case = dict[str, Any]
Check = Callable[[Case, Path], str | None]


def fixed(path: Path, name: str, **kwargs: Any) -> MockUniverse:
    """A world whose clock stands at the file's `now`."""
    now = read_json(path / name).get("now", "2018-04-11T13:24:30.123456000Z").split(" ")[0]
    return MockUniverse(start_ns=read_instant(now).ns, step_ns=0, **kwargs)


def _file(name: str, check_case: Check) -> Family:
    def family(root: Path) -> Iterator[CaseResult]:
        folder = root / "goflow" / "excellent"
        for case in cases(folder / name):
            yield check(case["id"], lambda case=case: check_case(case, folder))  # type: ignore[misc]

    return family


def _context(case: Case, folder: Path) -> XObject:
    root = read_value(read_json(folder / "_contexts.json")[case["context"]])
    assert isinstance(root, XObject)
    return root


def _evaluator(max_cost: int = 10_000_000) -> Evaluator:
    return Evaluator(MockUniverse(start_ns=1_523_453_070_123_456_000, step_ns=0), max_cost)


def check_scanner(case: Case, folder: Path) -> str | None:
    # The cases give a lone @name that is unknown as a token of its own; we join neighbouring bodies.
    expected: list[list[str]] = []
    for kind, text in case["tokens"]:
        if expected and kind == "BODY" and expected[-1][0] == "BODY":
            expected[-1][1] += text
        else:
            expected.append([kind, text])
    actual: list[list[str]] = []
    for token in scan(case["input"], case["top_levels"]):
        if actual and token.kind.value == "BODY" and actual[-1][0] == "BODY":
            actual[-1][1] += token.text
        else:
            actual.append([token.kind.value, token.text])
    return differs(expected, actual)


def check_value(case: Case, folder: Path) -> str | None:
    value, _, _ = _evaluator().template_value(Environment(), _context(case, folder), case["template"])
    return value_differs(case["expected"], value)


def check_text(case: Case, folder: Path) -> str | None:
    found = _evaluator().template(Environment(), _context(case, folder), case["template"])
    if bool(found.errors) != bool(case.get("error")):
        return f"errors: {[str(error) for error in found.errors]}"
    return differs(case.get("expected", ""), found.text)


def check_error(case: Case, folder: Path) -> str | None:
    found = _evaluator().template(Environment(), _context(case, folder), case["template"])
    return differs(([case["error"]], case["output"]), ([str(error) for error in found.errors], found.text))


def check_budget(case: Case, folder: Path) -> str | None:
    found = _evaluator(case["budget"]).template(Environment(), _context(case, folder), case["template"])
    wanted = case.get("error_contains")
    if wanted is None:
        return differs([], found.errors)
    return None if any(wanted in str(error) for error in found.errors) else f"no error {wanted!r}: {found.errors}"


def check_roundtrip(case: Case, folder: Path) -> str | None:
    """Scanned and put together again, a template is what it was."""
    tokens = scan(case["template"], ("string1", "string2", "array1", "array2d", "_special", "err", "legacy"), False)
    return differs(case["template"], "".join(token.source() for token in tokens))


_OPERATORS = {
    "Concatenate": "&", "Equal": "=", "NotEqual": "!=", "Add": "+", "Subtract": "-", "Multiply": "*", "Divide": "/",
    "Exponent": "^", "LessThan": "<", "LessThanOrEqual": "<=", "GreaterThan": ">", "GreaterThanOrEqual": ">=",
}  # fmt: skip


def tree_json(node: Any) -> Any:
    """A tree in the cases' form."""
    if isinstance(node, (list, tuple)):
        return [tree_json(item) for item in node]
    if not isinstance(node, Node):
        return node
    out: dict[str, Any] = {"_type": type(node).__name__}
    names = {"function": "func", "operator": "op"}
    for field in dataclasses.fields(node):  # type: ignore[arg-type]
        out[names.get(field.name, field.name)] = tree_json(getattr(node, field.name))
    return out


def _plain_tree(tree: Any) -> Any:
    if isinstance(tree, list):
        return [_plain_tree(item) for item in tree]
    if not isinstance(tree, dict):
        return tree
    if "go_ref" in tree:
        return _OPERATORS[tree["go_ref"].rpartition(".")[2]]
    return read_value(tree) if "x" in tree else {name: _plain_tree(item) for name, item in tree.items()}


def check_parse_tree(case: Case, folder: Path) -> str | None:
    return differs(_plain_tree(case["tree"]), tree_json(parse(case["expression"])))


def _build(tree: Any) -> Any:
    from app.engine.excellent import tree as nodes

    if isinstance(tree, list):
        return tuple(_build(item) for item in tree)
    if not isinstance(tree, dict):
        return tree
    names = {"func": "function", "op": "operator"}
    parts: dict[str, Any] = {names.get(str(name), str(name)): _build(item) for name, item in tree.items() if name != "_type"}
    return getattr(nodes, tree["_type"])(**parts)


def check_tree_text(case: Case, folder: Path) -> str | None:
    return differs(case["visited"], [str(node) for node in _build(_plain_tree(case["tree"])).visit()])


def check_refactor(case: Case, folder: Path) -> str | None:
    return differs(case["refactored"], refactor_template(case["template"], case["top_levels"]))


def check_rename(case: Case, folder: Path) -> str | None:
    old, new = case["from"].split("."), case["to"].split(".")
    return differs(case["expected"], rename_context(case["template"], case["top_levels"], old, new))


def check_context_refs(case: Case, folder: Path) -> str | None:
    found = [list(path) for path in find_context_refs(case["template"], case["top_levels"])]
    return differs(case["paths"], found)


def check_has_expressions(case: Case, folder: Path) -> str | None:
    return differs(case["expected"], has_expressions(*case["args"]))


def check_function(case: Case, folder: Path) -> str | None:
    universe = fixed(folder, "functions.json")
    for _ in range(case.get("random", {}).get("draws_before", 0)):
        universe.random()
    args = read_values(case["args"])
    env = Environment.read(case.get("env"))
    return value_differs(case["expected"], Scope(universe).call(env, ALL_FUNCTIONS[case["name"]], args))


def check_operator(case: Case, folder: Path) -> str | None:
    args, env = read_values(case["args"]), Environment.read(case.get("env"))
    result = negate(env, *args) if case["operator"] == "neg" else BINARY[case["operator"]](env, *args)
    return value_differs(case["expected"], result)


def check_json_resolve(case: Case, folder: Path) -> str | None:
    root = XObject({"j": types.parse_json(case["json"])})
    value = _evaluator().expression(Environment(), root, case["expression"])
    return value_differs({"x": "error"} if case.get("error") else case["expected"], value)


def check_number_format(case: Case, folder: Path) -> str | None:
    form = case["format"]
    value = read_value(case["input"])
    assert isinstance(value, Decimal)
    text = numbers.format_number(
        value, form["decimal_symbol"], form["digit_grouping_symbol"], case["places"], case["group_digits"]
    )
    return differs(case["expected"], text)


def check_number_range(case: Case, folder: Path) -> str | None:
    return differs(not case["error"], numbers.in_range(Decimal(case["value"])))


_ARITHMETIC: dict[str, Callable[[Any, Any], Decimal]] = {
    "Add": lambda a, b: numbers.checked(numbers.EXACT.add(a, b)),
    "Sub": lambda a, b: numbers.checked(numbers.EXACT.subtract(a, b)),
    "Mul": lambda a, b: numbers.checked(numbers.EXACT.multiply(a, b)),
    "Div": numbers.divide,
    "Mod": numbers.remainder,
    "Pow": numbers.power,
    "Round": numbers.round_half_up,
    "RoundUp": numbers.round_up,
    "RoundDown": numbers.round_down,
}


def check_arithmetic(case: Case, folder: Path) -> str | None:
    args = [read_value(arg) if isinstance(arg, dict) else arg for arg in case["args"]]
    try:
        result = numbers.plain_text(_ARITHMETIC[case["method"]](read_value(case["number"]), *args))
    except numbers.OutOfRange as error:
        return differs(case.get("error"), str(error))
    return differs(case.get("expected"), result)


def check_function_util(case: Case, folder: Path) -> str | None:
    if case["kind"] == "extractWords":
        return differs(case["expected"] or [], cut_words(*case["args"]))
    items, start, end = case["args"]
    found = ALL_FUNCTIONS["slice"].call(
        Scope(MockUniverse()), Environment(), types.to_xvalue(items), Decimal(start), Decimal(end)
    )
    return differs(case["expected"], [int(item) for item in found])  # type: ignore[union-attr,arg-type]


def check_types_value(case: Case, folder: Path) -> str | None:
    value, env = read_value(case["value"]), Environment.read(case["env"])
    text = types.to_text(env, value)
    actual = {
        "json": types.to_json(value),
        "text": "" if isinstance(text, XError) else text,
        "format": types.format_value(env, value),
        "truthy": truthy(value),
    }
    return differs({name: case[name] for name in actual}, actual)


def truthy(value: XValue) -> bool:
    result = types.to_boolean(value)
    return False if isinstance(result, XError) else result


def check_types_equals(case: Case, folder: Path) -> str | None:
    return differs(case["expected"], types.equals(read_value(case["x1"]), read_value(case["x2"])))


def check_types_compare(case: Case, folder: Path) -> str | None:
    return differs(case["expected"], types.compare(read_value(case["x1"]), read_value(case["x2"])))


def check_types_convert(case: Case, folder: Path) -> str | None:
    value, scope, env = read_value(case["value"]), Scope(fixed(folder, "functions.json")), Environment()
    if case["to"] == "number":
        number = types.to_number(env, value)
        whole = types.to_integer(env, value)
        problem = value_differs(case["expected"], Decimal(0) if isinstance(number, XError) else number)
        wrong = isinstance(whole, XError) != isinstance(case["integer"], dict)
        return problem or (f"integer {whole}" if wrong else None) or _integer_differs(case["integer"], whole)
    converted: dict[str, Callable[[], XValue]] = {
        "datetime": lambda: types.to_datetime(scope, env, value),
        "date": lambda: types.to_date(scope, env, value),
        "time": lambda: types.to_time(env, value),
        "object": lambda: types.to_object(value),
        "array": lambda: types.to_array(value),
    }
    return value_differs({"x": "error"} if case.get("error") else case["expected"], converted[case["to"]]())


def _integer_differs(expected: Any, actual: Any) -> str | None:
    return None if isinstance(expected, dict) else differs(expected, actual)


def check_types_method(case: Case, folder: Path) -> str | None:
    value = read_value(case["recv"])
    args = [Environment.read(arg) if "x" not in arg else read_value(arg) for arg in case["args"]]
    methods: dict[str, Callable[..., object]] = {
        "Equals": types.equals,
        "Compare": types.compare,
        "Render": types.render,
        "Describe": types.describe,
        "String": types.debug,
        "Truthy": truthy,
        "Length": len,
        "Count": len,
        "Format": lambda x, env: types.format_value(env, x),
    }
    return differs(case["expected"], methods[case["fn"]](value, *args))


def check_types_misc(case: Case, folder: Path) -> str | None:
    do: dict[str, Callable[[XValue], object]] = {"Truthy": truthy, "CostOf": types.cost_of}
    return differs(case["expected"], do[case["kind"]](read_value(case["args"][0])))


_CHECKS: dict[str, Check] = {
    "scanner": check_scanner,
    "evaluate_value": check_value,
    "evaluate_text": check_text,
    "evaluate_errors": check_error,
    "budget": check_budget,
    "template_roundtrip": check_roundtrip,
    "parse_trees": check_parse_tree,
    "tree_to_text": check_tree_text,
    "refactor": check_refactor,
    "rename": check_rename,
    "context_refs": check_context_refs,
    "has_expressions": check_has_expressions,
    "functions": check_function,
    "operators": check_operator,
    "json_resolve": check_json_resolve,
    "number_format": check_number_format,
    "number_range": check_number_range,
    "number_arithmetic": check_arithmetic,
    "function_utils": check_function_util,
    "types_values": check_types_value,
    "types_equals": check_types_equals,
    "types_compare": check_types_compare,
    "types_convert": check_types_convert,
    "types_methods": check_types_method,
    "types_misc": check_types_misc,
}

SERVER = "http://127.0.0.1:49992"

# Examples that draw random numbers are in one stream: so many were drawn before the ones that tell what came.
_DRAWN = {"@(rand())": 1, "@(rand_between(1, 10))": 2}


def doc_examples(root: Path) -> Iterator[CaseResult]:
    """The examples of the documentation, in the test session."""
    folder = root / "goflow" / "excellent"
    session: Session | None = None
    for case in cases(folder / "doc_examples.json"):
        if session is None:
            session = make_test_session(read_json(root / "goflow" / "session" / "test_session.json"), SERVER, redact=False)
        yield check(case["id"], lambda case=case, session=session: check_example(case, folder, session))  # type: ignore[misc]


def check_example(case: Case, folder: Path, session: Session) -> str | None:
    universe = fixed(folder, "doc_examples.json")
    for _ in range(_DRAWN.get(case["template"], 0)):
        universe.random()
    evaluator = Evaluator(universe, locations=session.locations)
    found = evaluator.template(session.env, make_root(session, session.runs[0]), case["template"])
    expected = (True, "") if case.get("error") else (False, case["expected"])
    return differs(expected, (bool(found.errors), found.text))


FAMILIES: dict[str, Family] = {f"excellent/{name}": _file(f"{name}.json", do) for name, do in _CHECKS.items()}
FAMILIES["excellent/doc_examples"] = doc_examples
