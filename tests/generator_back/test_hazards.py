"""Members, classes and enums whose names would break a naive package: one hazard, one fragment, one test."""

from __future__ import annotations

import inspect
import pickle
from typing import TYPE_CHECKING, get_args

import pytest
from sotalia.diagnostics import GenerationError
from sotalia.ir.types import Kind, Shape, ShapeId
from sotalia_runtime.errors import InvalidInput
from sotalia_runtime.model.shapes import STREAM

from .service import error, files_of, member, operation, service, structure, union

if TYPE_CHECKING:
    from .conftest import Install


def test_member_called_model_config_is_a_field(install: Install) -> None:
    package = install(service(structure("MakeThingRequest", member("ModelConfig"), member("ModelFields"))))
    given = package.operation("MakeThingInput")(model_config_="x", model_fields_="y")
    assert given.model_dump(by_alias=True, exclude_none=True) == {"ModelConfig": "x", "ModelFields": "y"}


def test_text_for_a_blob_is_its_utf8_and_not_base64(install: Install) -> None:
    package = install(service(structure("MakeThingRequest", member("Data", "Blob"))))
    assert package.operation("MakeThingInput")(data="text").data == b"text"


def test_plural_acronym_is_a_field_and_not_a_private_attribute(install: Install) -> None:
    package = install(service(structure("MakeThingResponse", member("ACLs", "Strings"))))
    assert package.operation("MakeThingOutput")(acls=["a"]).acls == ["a"]


def test_members_called_like_types_leave_the_other_annotations_alone(install: Install) -> None:
    names = ("str", "bytes", "list", "dict", "bool", "int", "float", "datetime", "type", "members", "set")
    request = structure(
        "MakeThingRequest",
        *(member(name) for name in names),
        member("Blob", "Blob"),
        member("More", "Strings"),
        member("On", "Flag"),
        member("At", "Time"),
    )
    package = install(service(request))
    given = package.operation("MakeThingInput")(**dict.fromkeys(("str", "bytes", "list", "type"), "text"), dict_="x")
    assert (given.str, given.bytes, given.list, given.more) == ("text", "text", "text", [])
    more = package.operation("MakeThingInput")(blob=b"b", more=["a"], on=True, at="2024-05-01T00:00:00Z")
    assert (more.blob, more.more, more.on, more.at.year) == (b"b", ["a"], True, 2024)
    with pytest.raises(InvalidInput):
        package.operation("MakeThingInput")(on="neither")


def test_classes_called_like_the_names_that_modules_need_do_not_hide_them(install: Install) -> None:
    names = ("Member", "List", "Structure", "Operation", "ClassVar", "Input", "Output", "Any", "Literal", "Mapping")
    shapes = [structure(name, member("Text"), member("More", "Strings")) for name in names]
    request = structure("MakeThingRequest", *(member(f"A{name}", name) for name in names))
    package = install(service(*shapes, request, structure("MakeThingResponse", member("One", "Member"))))
    given = package.operation("MakeThingInput")(a_operation={"text": "x"}, a_member={"more": ["y"]})
    assert (given.a_operation.text, given.a_member.more) == ("x", ["y"])
    assert package.operation("MakeThingInput").__operation__.name == "MakeThing"
    package.module("client")


def test_class_called_none_and_error_called_as_a_builtin_can_be_imported(install: Install) -> None:
    package = install(
        service(
            structure("None", member("Text")),
            structure("MakeThingRequest", member("Nothing", "None")),
            error("EnvironmentError", member("Detail"), member("message")),
            operations=(operation(errors=(ShapeId("EnvironmentError"),)),),
        )
    )
    assert package.operation("MakeThingInput")(nothing=package.type("None_")(text="x")).nothing.text == "x"
    found = package.module("errors").EnvironmentError
    assert issubclass(found, package.module("errors").SERVICE_ERROR)
    assert package.operation("MakeThingInput").__operation__.errors == {"EnvironmentError": "EnvironmentError"}


@pytest.mark.parametrize("names", [("Key", "Value"), ("key", "value"), ("TagKey", "TagValue"), ("tagKey", "tagValue")])
def test_structure_of_key_and_value_converts_from_and_to_a_dict(install: Install, names: tuple[str, str]) -> None:
    tag = structure("Tag", *(member(name, required=True) for name in names))
    package = install(service(tag, structure("MakeThingRequest", member("One", "Tag"))))
    made = package.type("Tag").from_dict({"cost-centre": "42"})
    assert [one.model_dump(by_alias=True) for one in made] == [dict(zip(names, ("cost-centre", "42"), strict=True))]
    assert package.type("Tag").to_dict(made) == {"cost-centre": "42"}


def test_structure_that_is_more_than_a_key_and_a_value_text_converts_nothing(install: Install) -> None:
    colour = Shape(id=ShapeId("Colour"), kind=Kind.ENUM, values=("red", "blue"))
    shapes = (
        structure("Painted", member("Key"), member("Value", "Colour")),
        structure("Listed", member("Key"), member("Value", "Strings")),
        structure("Wide", member("Key"), member("Value"), member("More")),
        structure("Turned", member("Value"), member("Key")),
        structure("Apart", member("Key"), member("TagValue")),
        union("Either", member("Key"), member("Value")),
    )
    request = structure("MakeThingRequest", *(member(shape.id, shape.id) for shape in shapes))
    package = install(service(colour, *shapes, request))
    assert not [shape.id for shape in shapes if hasattr(package.type(shape.id), "from_dict")]


def test_shape_called_pair_is_told_from_the_helper_of_that_name(install: Install) -> None:
    shapes = (structure("Pair", member("Key"), member("Value")), structure("MakeThingRequest", member("One", "Pair")))
    pair = install(service(*shapes)).type("Pair")
    assert pair.to_dict(pair.from_dict({"a": "b"})) == {"a": "b"}


def test_shape_names_with_leading_underscores_are_not_mangled(install: Install) -> None:
    listed = Shape(id=ShapeId("__listOf__thing"), kind=Kind.LIST, item=ShapeId("__thing"))
    package = install(
        service(
            structure("__thing", member("Text")),
            listed,
            structure("MakeThingRequest", member("All", "__listOf__thing")),
        )
    )
    assert package.operation("MakeThingInput")(all=[{"Text": "x"}]).all == [package.type("Thing")(text="x")]


def test_shape_with_the_name_of_another_operations_output_has_a_name_of_its_own(install: Install) -> None:
    package = install(
        service(
            union("ConverseOutput", member("Text")),
            structure("ConverseResponse", member("Output", "ConverseOutput")),
            operations=(operation("Converse"),),
        )
    )
    assert package.operation("ConverseOutput")(output={"Text": "hello"}).output == {"Text": "hello"}
    assert package.type("ConverseOutputShape").__members__.keys() == {"Text"}


@pytest.mark.parametrize("word", ["Pass", "except", "in", "return", "lambda", "global", "None", "from", "self"])
def test_keyword_members_are_fields_parameters_and_keys(install: Install, word: str) -> None:
    package = install(
        service(
            structure("MakeThingRequest", member(word), member("Rule", "Rule")),
            union("Rule", member(word), member("X")),
        )
    )
    (field,) = [name for name in package.operation("MakeThingInput").model_fields if name != "rule"]
    given = package.operation("MakeThingInput")(**{field: "a"}, rule={word: "b"})
    assert given.model_dump(by_alias=True) == {word: "a", "Rule": {word: "b"}}
    assert package.type("Rule").__members__[word].name == word


def test_union_keys_called_like_the_types_they_have_are_typed(install: Install) -> None:
    package = install(
        service(
            structure("Video", member("Text")),
            union("Block", member("Video", "Video"), member("bytes", "Blob"), member("list", "Strings")),
            structure("MakeThingRequest", member("Block", "Block")),
        )
    )
    make = package.operation("MakeThingInput")
    assert make(block={"Video": {"text": "x"}}).block["Video"] == package.type("Video")(text="x")
    assert make(block={"list": ["x"], "bytes": b"y"}).block == {"list": ["x"], "bytes": b"y"}


def test_shapes_that_contain_each_other_share_the_module_of_the_first_name(install: Install) -> None:
    shapes = (
        Shape(id=ShapeId("Statements"), kind=Kind.LIST, item=ShapeId("Statement")),
        Shape(id=ShapeId("Values"), kind=Kind.MAP, key=ShapeId("String"), item=ShapeId("Value")),
        structure("Statement", member("And", "And"), member("Name")),
        structure("And", member("Statements", "Statements", required=True)),
        union("Value", member("S"), member("M", "Values")),
        structure("MakeThingRequest", member("Statement", "Statement", required=True), member("Value", "Value")),
    )
    package = install(service(*shapes))
    given = package.operation("MakeThingInput")(
        statement={"and_": {"statements": [{"name": "a"}, {"And": {"Statements": []}}]}}, value={"M": {"k": {"S": "v"}}}
    )
    first, second = given.statement.and_.statements
    assert (first.name, second.and_.statements) == ("a", [])
    assert given.value == {"M": {"k": {"S": "v"}}}
    assert package.type("Statement").__module__ == package.type("And").__module__ == "sotalia_tiny.types._and_"


def test_list_of_itself_is_refused_by_name() -> None:
    endless = Shape(id=ShapeId("Endless"), kind=Kind.LIST, item=ShapeId("Endless"))
    with pytest.raises(GenerationError, match=r"shapes\.Endless"):
        files_of(service(endless, structure("MakeThingRequest", member("E", "Endless"))))


def test_enums_are_open_at_run_time_and_known_to_type_checkers(install: Install) -> None:
    colour = Shape(id=ShapeId("Colour"), kind=Kind.ENUM, values=("red", "light blue", 'it\'s "odd"\\'))
    package = install(
        service(
            colour,
            structure("MakeThingRequest", member("Colour", "Colour", required=True)),
            structure("MakeThingResponse", member("Colour", "Colour")),
        )
    )
    assert get_args(package.module("enums").Colour) == colour.values
    assert package.operation("MakeThingInput")(colour="new").colour == "new"
    text = package.files["sotalia_tiny/operations/make_thing.py"]
    assert "colour: Colour\n" in text
    assert "colour: Colour | str | None = None\n" in text


def test_streamed_output_has_a_class_per_client_that_closes_its_body(install: Install) -> None:
    body = member("Body", "Blob", payload=True)
    package = install(
        service(structure("MakeThingResponse", body, member("Length")), structure("MakeThingRequest", body))
    )
    sync, other = package.operation("MakeThingOutput"), package.operation("AsyncMakeThingOutput")
    assert sync.__members__["body"].shape is other.__members__["body"].shape is STREAM
    binding = package.operation("MakeThingInput").__operation__
    assert (binding.output, binding.async_output) == (sync, other)
    closed: list[bool] = []

    class Body:
        def close(self) -> None:
            closed.append(True)

    with sync.model_construct(body=Body()):
        assert not closed
    assert closed == [True]


def test_idempotency_token_is_never_asked_for(install: Install) -> None:
    package = install(service(structure("MakeThingRequest", member("Token", required=True, idempotency_token=True))))
    assert package.operation("MakeThingInput")().token is None


def test_required_members_of_a_shape_that_is_only_answered_may_be_missing(install: Install) -> None:
    package = install(
        service(
            structure("Sent", member("Name", required=True)),
            structure("Answered", member("Name", required=True), member("All", "Strings", required=True)),
            structure("MakeThingRequest", member("Sent", "Sent")),
            structure("MakeThingResponse", member("Answered", "Answered")),
        )
    )
    assert (package.type("Answered")().name, package.type("Answered")().all) == (None, [])
    with pytest.raises(InvalidInput, match=r"(?i)name: field required"):
        package.type("Sent")()


def test_errors_keep_the_attributes_of_every_error_and_pickle(install: Install) -> None:
    from sotalia_runtime.http.messages import Headers
    from sotalia_runtime.model.metadata import ResponseMetadata

    shape = error("Refused", member("Message"), member("Code"), member("Status"), member("Reasons", "Strings"))
    package = install(service(shape, operations=(operation(errors=(shape.id,)),)))
    refused = package.module("errors").Refused
    assert refused.__members__.keys() == {"code_", "status_", "reasons"}
    found = refused(
        "Refused",
        "no",
        operation="MakeThing",
        response_metadata=ResponseMetadata(status=400, headers=Headers()),
        members={"code_": "inner"},
    )
    again = pickle.loads(pickle.dumps(found))
    assert (again.code, again.code_, again.status, again.status_, list(again.reasons)) == (
        "Refused",
        "inner",
        400,
        None,
        [],
    )


def test_parameters_are_in_the_signature_required_ones_first(install: Install) -> None:
    request = structure(
        "MakeThingRequest", member("A"), member("B", required=True), member("C", "Strings", required=True)
    )
    package = install(service(request))
    for module, client in (("client", "TinyClient"), ("aio", "AsyncTinyClient")):
        method = getattr(package.module(module), client).make_thing
        parameters = list(inspect.signature(method).parameters.values())[1:]
        assert [(one.name, one.default, one.kind) for one in parameters] == [
            ("b", inspect.Parameter.empty, inspect.Parameter.KEYWORD_ONLY),
            ("c", inspect.Parameter.empty, inspect.Parameter.KEYWORD_ONLY),
            ("a", None, inspect.Parameter.KEYWORD_ONLY),
        ]
        assert inspect.iscoroutinefunction(method) is (module == "aio")


def test_sensitive_members_are_not_in_the_repr(install: Install) -> None:
    package = install(service(structure("MakeThingRequest", member("Password", sensitive=True), member("Name"))))
    text = repr(package.operation("MakeThingInput")(password="hunter2", name="n"))
    assert "hunter2" not in text
    assert "'n'" in text


def test_operations_with_event_streams_are_left_out_and_named(install: Install) -> None:
    events = union("Events", member("Text"))
    from dataclasses import replace

    streaming = structure("WatchResponse", member("Events", "Events"))
    package = install(
        service(replace(events, event_stream=True), streaming, operations=(operation(), operation("Watch")))
    )
    assert not hasattr(package.module("client").TinyClient, "watch")
    assert "- `watch`" in package.files["README.md"]
