"""Runtime classes made from a model dict, so that botocore and the codecs work from the same source."""

from __future__ import annotations

import sys
from datetime import datetime
from functools import cache
from types import ModuleType
from typing import Any

from botocore import xform_name
from botocore.model import ServiceModel
from pydantic import JsonValue
from sotalia_runtime.errors import ServiceError
from sotalia_runtime.model import shapes
from sotalia_runtime.model.blob import Blob
from sotalia_runtime.model.shapes import List, Map, Member, Timestamp
from sotalia_runtime.model.structure import Input, Output, Structure, members, union
from sotalia_runtime.operation import Operation, Service
from typing_extensions import TypedDict

SCALARS = {
    "string": (shapes.STRING, str),
    "character": (shapes.STRING, str),
    "boolean": (shapes.BOOLEAN, bool),
    "integer": (shapes.INTEGER, int),
    "long": (shapes.INTEGER, int),
    "float": (shapes.FLOAT, float),
    "double": (shapes.FLOAT, float),
    "blob": (shapes.BLOB, Blob),
}


class Empty(TypedDict):
    pass


def never(**parameters: object) -> Any:
    raise AssertionError("no endpoint is resolved here")


class Package:
    """What the generator would render of a model, in memory."""

    def __init__(self, model: dict[str, Any], name: str = "modelled") -> None:
        self.model = ServiceModel(model, name)
        self.name = f"sotalia_{name}"
        self._begun: set[str] = set()
        self.types = ModuleType(f"{self.name}.types")
        self.errors = ModuleType(f"{self.name}.errors")
        for module in (ModuleType(self.name), self.types, self.errors):
            sys.modules[module.__name__] = module
        vars(self.types).update(datetime=datetime, JsonValue=JsonValue, Blob=Blob)
        metadata = model["metadata"]
        self.service = Service(
            id=metadata.get("serviceId", "Modelled"),
            package=self.name,
            version="1",
            protocol=self.model.resolved_protocol,
            api_version=metadata.get("apiVersion", "2020-01-01"),
            endpoint_prefix="modelled",
            signing_name="modelled",
            endpoint=never,
            endpoint_params={},
            signature_version=metadata.get("signatureVersion", "v4"),
            json_version=metadata.get("jsonVersion"),
            target_prefix=metadata.get("targetPrefix"),
            query_compatible="awsQueryCompatible" in metadata,
        )
        base = type("ModelledError", (ServiceError,), {"__module__": self.errors.__name__})
        self.errors.ModelledError = self.errors.SERVICE_ERROR = base

    @cache  # noqa: B019 - packages live as long as the test run
    def operation(self, name: str) -> tuple[Operation, type[Input], type[Output]]:
        found = self.model.operation_model(name)
        output = self.structure(found.output_shape, f"{name}Output", Output)
        reference = self.model._service_description["operations"][name].get("input", {})
        operation = Operation(
            name=name,
            service=self.service,
            output=output,
            wire_name=found.wire_name if hasattr(found, "wire_name") else found.name,
            method=found.http.get("method", "POST"),
            path=found.http.get("requestUri", "/"),
            errors={self.code(shape): self.error(shape) for shape in found.error_shapes},
            input_name=reference.get("locationName"),
            input_namespace=reference.get("xmlNamespace", {}).get("uri"),
            result_wrapper=found.output_shape.serialization.get("resultWrapper") if found.output_shape else None,
        )
        cls = self.structure(found.input_shape, f"{name}Input", Input)
        cls.__operation__ = operation
        return operation, cls, output

    @staticmethod
    def code(shape: Any) -> str:
        return shape.metadata.get("error", {}).get("code", shape.name)

    def error(self, shape: Any) -> str:
        table = {xform_name(name): self.member(shape, name) for name in shape.members}
        body = {"__module__": self.errors.__name__, "__members__": shapes.Members(table), "__code__": self.code(shape)}
        setattr(self.errors, shape.name, type(shape.name, (self.errors.ModelledError,), body))
        return shape.name

    def structure(self, shape: Any, name: str, base: type) -> Any:
        table: dict[str, Member] = {}
        annotations: dict[str, Any] = {}
        body: dict[str, Any] = {"__module__": self.types.__name__, "__annotations__": annotations}
        for member_name in shape.members if shape is not None else ():
            # The prefix keeps field names clear of pydantic's own, as the generator's table of names does.
            field = "f_" + xform_name(member_name).strip("_")
            table[field] = self.member(shape, member_name)
            annotation, default = self.annotation(shape.members[member_name])
            annotations[field] = annotation
            if default is not ...:
                body[field] = default
        body["model_config"] = members(**table)
        cls = type(base)(name, (base,), body)
        cls.__members__ = shapes.Members(table)
        return cls

    def member(self, parent: Any, name: str) -> Member:
        shape = parent.members[name]
        traits = shape.serialization
        namespace = traits.get("xmlNamespace")
        if isinstance(namespace, dict):
            namespace = (namespace["uri"], namespace.get("prefix"))
        payload = parent.serialization.get("payload") == name
        return Member(
            name,
            self.shape(shape, payload=payload),
            traits.get("name"),
            location=traits.get("location"),
            payload=payload,
            required=name in parent.required_members,
            idempotency_token=shape.metadata.get("idempotencyToken", False),
            json_value=bool(traits.get("jsonvalue")) and traits.get("location") == "header",
            flattened=bool(traits.get("flattened")),
            query_name=traits.get("queryName"),
            namespace=namespace,
            xml_attribute=bool(traits.get("xmlAttribute")),
        )

    def shape(self, shape: Any, *, payload: bool = False) -> object:
        kind = shape.type_name
        if kind == "structure":
            if shape.serialization.get("eventstream"):
                return shapes.EVENTS
            return shapes.DOCUMENT if shape.is_document_type else self.named(shape)
        if kind == "list":
            return List(
                self.shape(shape.member), name=shape.member.serialization.get("name"), sparse=self.sparse(shape)
            )
        if kind == "map":
            names = {
                "key_name": shape.key.serialization.get("name"),
                "value_name": shape.value.serialization.get("name"),
            }
            return Map(self.shape(shape.value), sparse=self.sparse(shape), **names)
        if kind == "timestamp":
            return Timestamp(shape.serialization.get("timestampFormat"))
        return shapes.STREAM if kind == "blob" and payload else SCALARS[kind][0]

    @staticmethod
    def sparse(shape: Any) -> bool:
        return bool(shape._shape_model.get("sparse"))

    def named(self, shape: Any) -> str:
        """Makes the class of a nested structure, once, and answers its name."""
        if shape.name not in self._begun:
            self._begun.add(shape.name)
            made = self.union(shape) if shape.is_tagged_union else self.structure(shape, shape.name, Structure)
            setattr(self.types, shape.name, made)
        return shape.name

    def union(self, shape: Any) -> Any:
        annotations = {name: self.bare(member) for name, member in shape.members.items()}
        # By the metaclass: the functional form would look up forward references in this module.
        body = {"__module__": self.types.__name__, "__annotations__": annotations}
        made = type(Empty)(shape.name, (), body, total=False)
        return union(**{name: self.member(shape, name) for name in shape.members})(made)

    def annotation(self, shape: Any) -> tuple[Any, Any]:
        """The annotation of a member as the generator would give it, and its default."""
        kind = shape.type_name
        if kind in ("list", "map"):
            return self.bare(shape), {} if kind == "map" else []
        bare = self.bare(shape)
        return (f"{bare} | None" if isinstance(bare, str) else bare | None), None

    def bare(self, shape: Any) -> Any:
        kind = shape.type_name
        if kind == "structure":
            if shape.serialization.get("eventstream"):
                return Any
            return JsonValue if shape.is_document_type else self.named(shape)
        if kind == "timestamp":
            return datetime
        inner = shape.member if kind == "list" else shape.value if kind == "map" else None
        if inner is None:
            return SCALARS[kind][1]
        item = self.bare(inner)
        text = (
            item
            if isinstance(item, str)
            else {str: "str", JsonValue: "JsonValue", Blob: "Blob"}.get(item) or item.__name__
        )
        if self.sparse(shape):
            text = f"{text} | None"
        return f"list[{text}]" if kind == "list" else f"dict[str, {text}]"
