"""Excellent, RapidPro's expression language: `@contact.name` and `@(upper(contact.name))` inside texts.

`evaluator.Evaluator` turns templates into text or values; `types` has the values; `parser` and `scanner` read the language;
`functions` has the functions by subject; `refactor` finds and renames what templates touch.
"""
