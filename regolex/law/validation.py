"""Validates raw values against a form and reports every mismatch with the nearest valid alternative."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from regolex.errors import nearest
from regolex.law.form import Confirmed
from regolex.law.source import Document, Where

FormT = TypeVar("FormT", bound=BaseModel)


def validated(document: Document, form: type[FormT], raw: dict[str, Any], where: Where) -> FormT | None:
    """The raw values as a form, or every mismatch."""
    try:
        return form.model_validate(raw)
    except ValidationError as error:
        for item in error.errors():
            at = (*where, *item["loc"])
            kind = item["type"]
            name = str(item["loc"][-1]) if item["loc"] else ""
            if kind == "extra_forbidden":
                allowed = _keys_at(form, item["loc"])
                document.complain(
                    "107", at, f"unknown key {name!r}", expected=", ".join(allowed), hint=nearest(name, allowed)
                )
            elif kind == "missing":
                document.complain("109", at, f"{name!r} is missing", expected=name)
            else:
                options = str(item.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", ", ")
                document.complain(
                    "106", at, f"{'.'.join(map(str, item['loc']))}: {item['msg']}",
                    expected=options, hint=nearest(item["input"], options.split(", ")) if options else "",
                )  # fmt: skip
        return None


def _keys_at(form: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    node: dict[str, Any] = form.model_json_schema()
    defs = node.get("$defs", {})
    for part in loc[:-1]:
        node = node.get("items", {}) if isinstance(part, int) else node.get("properties", {}).get(part, {})
        for option in node.get("anyOf", [node]):
            if "$ref" in option:
                node = defs.get(option["$ref"].rsplit("/", 1)[-1], {})
                break
            if "items" in option:
                node = option
        if "items" in node and "$ref" in node["items"]:
            node = {"items": defs.get(node["items"]["$ref"].rsplit("/", 1)[-1], {})}
    return sorted(node.get("properties", {}))


def compared(document: Document, level: str, confirmed: Confirmed) -> None:
    """Complain where a file says ``verified`` and not when it was compared, with which text and whose copy."""
    if level == "verified" and not (confirmed.on and confirmed.against):
        document.complain(
            "K142", ("last_confirmed",), "it says verified, and no comparison with the text is recorded",
            expected="on: the day, against: the text and whose copy", hint="Otherwise write secondary or doubtful.",
        )  # fmt: skip
