"""What must not reach a log, and how it is taken out: by the model's `sensitive` marks, by name, and by value."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, cast
from urllib.parse import quote

from ..model.shapes import List, Map

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..model.shapes import Member

MASK: Final = "***"

SECRET_HEADERS: Final = frozenset(
    {
        "cookie",
        "proxy-authorization",
        "set-cookie",
        "x-amz-copy-source-server-side-encryption-customer-key",
        "x-amz-s3session-token",
        "x-amz-security-token",
        "x-amz-server-side-encryption-customer-key",
        "x-amz-sso_bearer_token",
        "x-aws-ec2-metadata-token",
    }
)
SECRET_PARAMETERS: Final = frozenset({"x-amz-security-token", "x-amz-signature", "signature", "x-amz-s3session-token"})

# Members that hold credentials although some models do not mark them: compared in lower case.
SECRET_MEMBERS: Final = frozenset(
    {
        "secretaccesskey",
        "sessiontoken",
        "accesstoken",
        "refreshtoken",
        "idtoken",
        "clientsecret",
        "password",
        "authorizationtoken",
    }
)

_SIGNATURE = re.compile(r"Signature=[0-9a-fA-F]+")


class Secrets:
    """Where one direction of an operation carries secrets: names in its body, and fields of its head.

    `names` are lower-case wire names in the body, `fields` lower-case header names, `parameters` lower-case query
    names; `path` says that the path has one, `whole` that the body is one.
    """

    __slots__ = ("fields", "names", "parameters", "path", "whole")

    def __bool__(self) -> bool:
        return bool(self.names or self.fields or self.parameters or self.path or self.whole)

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.fields: set[str] = set()
        self.parameters: set[str] = set()
        self.path = False
        self.whole = False


def secrets_of(cls: type) -> Secrets:
    """Walk the member tables from an Input or Output down."""
    found = Secrets()
    for member in _table(cls).values():
        if member.sensitive:
            _note_place(found, member)
        elif member.location is None:
            if member.name.lower() in SECRET_MEMBERS:
                found.names |= _spellings(member)
            else:
                _walk(found, member.shape, cls.__module__)
    return found


def _table(cls: object) -> dict[str, Member]:
    """All members of a class, those of its bases included (the two outputs of a stream share one)."""
    table: dict[str, Member] = {}
    for base in reversed(getattr(cls, "__mro__", (cls,))):
        table.update(base.__dict__.get("__members__", {}))
    return table


def _note_place(found: Secrets, member: Member) -> None:
    wire = (member.wire or member.name).lower()
    if member.location in ("header", "headers"):
        found.fields.add(wire)
    elif member.location == "querystring":
        found.parameters.add(wire)
    elif member.location == "uri":
        found.path = True
    elif member.payload:
        found.whole = True
    else:
        found.names |= _spellings(member)


def _spellings(member: Member) -> set[str]:
    return {name.lower() for name in (member.name, member.wire, member.query_name) if name}


def _walk(found: Secrets, shape: object, module: str) -> None:
    waiting: list[tuple[object, str]] = [(shape, module)]
    seen = set[int]()
    while waiting:
        shape, module = waiting.pop()
        if isinstance(shape, List):
            waiting.append((shape.item, module))
        elif isinstance(shape, Map):
            waiting.append((shape.value, module))
        elif isinstance(shape, str):
            waiting.append((_named(shape, module), module))
        elif isinstance(shape, type) and id(shape) not in seen:
            seen.add(id(shape))
            for member in _table(shape).values():
                if member.sensitive or member.name.lower() in SECRET_MEMBERS:
                    found.names |= _spellings(member)
                else:
                    waiting.append((member.shape, shape.__module__))


def _named(name: str, module: str) -> object:
    """The class that a forward reference means."""
    from importlib import import_module

    found = getattr(import_module(module), name, None)
    return found if found is not None else getattr(import_module(f"{module.partition('.')[0]}.types"), name)


def headers(fields: Iterable[tuple[str, str]], secrets: Secrets) -> list[tuple[str, str]]:
    """The fields with their secrets masked. Of a signature, scope and signed headers stay."""
    return [(name, _header(name.lower(), value, secrets)) for name, value in fields]


def _header(name: str, value: str, secrets: Secrets) -> str:
    if name == "authorization":
        scheme = value.split(" ", 1)[0]
        return _SIGNATURE.sub(f"Signature={MASK}", value) if scheme.startswith("AWS4-") else f"{scheme} {MASK}"
    if name in SECRET_HEADERS or any(name == field or name.startswith(field) for field in secrets.fields):
        return MASK
    return value


def query(pairs: Iterable[tuple[str, str | None]], secrets: Secrets) -> list[tuple[str, str | None]]:
    """The query with its secrets masked."""
    hidden = SECRET_PARAMETERS | secrets.parameters
    return [(name, MASK if value is not None and name.lower() in hidden else value) for name, value in pairs]


def body(data: bytes, protocol: str, secrets: Secrets, *, limit: int) -> str:
    """A body as text of at most about `limit` characters, or a note why it is not shown.

    JSON is shown with its secrets masked; in the other formats a body that may hold one is withheld wholly.
    """
    if not data:
        return ""
    if secrets.whole or (secrets.names and protocol not in ("json", "rest-json")):
        return f"[{len(data)} bytes withheld: the model marks members of it as sensitive]"
    if secrets.names:
        return _clipped(_masked_json(data, secrets.names), len(data), limit)
    try:
        text = data[: limit * 4].decode()
    except UnicodeDecodeError as error:
        if error.start < limit and error.start < len(data[: limit * 4]) - 3:
            return f"[{len(data)} bytes, not text]"
        text = data[: error.start].decode()
    return _clipped(text, len(data), limit)


def _clipped(text: str, size: int, limit: int) -> str:
    return text if len(text) <= limit else f"{text[:limit]}[... {size} bytes in all]"


def _masked_json(data: bytes, names: set[str]) -> str:
    import json

    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return f"[{len(data)} bytes withheld: not JSON, and the model marks members of it as sensitive]"
    _mask(document, names)
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False)


def _mask(document: object, names: set[str]) -> None:
    waiting = [document]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            fields = cast("dict[str, object]", part)
            for name, value in fields.items():
                if name.lower() in names:
                    fields[name] = MASK
                else:
                    waiting.append(value)
        elif isinstance(part, list):
            waiting.extend(cast("list[object]", part))


def values(text: str, hidden: Iterable[str | None]) -> str:
    """Mask values wherever they stand: services quote the token in their account of a wrong signature."""
    for value in hidden:
        if value:
            text = text.replace(value, MASK).replace(quote(value, safe=""), MASK)
    return text
