"""Whole packages: facades, subsets, listings, the same text every time, and nothing of a model outside its literals."""

from __future__ import annotations

import ast
import importlib
import os
import subprocess
import sys
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sotalia.diagnostics import GenerationError
from sotalia.ir.types import (
    Acceptor,
    ClientParam,
    Deprecation,
    Kind,
    Paginator,
    Service,
    Shape,
    ShapeId,
    Waiter,
)
from sotalia.plan import PlanOptions, plan_package
from sotalia.plan.reach import components
from sotalia.render import RENDERS, render_package
from sotalia.resources import resource_folder
from sotalia_runtime.pages import Pages

from .service import error, files_of, member, operation, service, structure, union

if TYPE_CHECKING:
    from .conftest import Install

LISTED = Shape(id=ShapeId("Things"), kind=Kind.LIST, item=ShapeId("Thing"))
THING = structure("Thing", member("Name"), member("State"))


def listing(**traits: object) -> Service:
    """A service that lists things and waits for them."""
    shapes = (
        THING,
        LISTED,
        structure("ListThingsRequest", member("NextToken"), member("Filter", required=True)),
        structure("ListThingsResponse", member("NextToken"), member("Things", "Things")),
    )
    acceptors = (
        Acceptor(state="success", matcher="pathAll", expected="ready", argument="Things[].State"),
        Acceptor(state="failure", matcher="error", expected="Gone"),
        Acceptor(state="retry", matcher="status", expected=404),
    )
    values: dict[str, object] = {
        "operations": (operation("ListThings"),),
        "paginators": {
            "ListThings": Paginator(
                operation="ListThings",
                input_tokens=("NextToken",),
                output_tokens=("NextToken",),
                result_keys=("Things",),
            )
        },
        "waiters": {
            "ThingReady": Waiter(
                name="ThingReady", operation="ListThings", delay=2, max_attempts=5, acceptors=acceptors
            )
        },
    }
    return service(*shapes, **(values | traits))  # type: ignore[arg-type]


def test_facades_load_a_module_when_one_of_its_names_is_used(install: Install) -> None:
    package = install(listing())
    types = package.module("types")
    assert "sotalia_tiny.types._thing" not in sys.modules
    assert types.Thing is importlib.import_module("sotalia_tiny.types._thing").Thing
    assert vars(types)["Thing"] is types.Thing
    assert types.__all__ == ["Thing"]
    assert {"Thing", "__doc__"} <= set(dir(types))
    with pytest.raises(AttributeError, match=r"has no attribute 'Thingg'; near: Thing") as found:
        _ = types.Thingg
    assert found.value.name == "Thingg"
    assert package.module().__all__ == ["AsyncTinyClient", "TinyClient"]


def test_importing_the_package_and_its_client_loads_no_model_class(install: Install) -> None:
    package = install(listing())
    assert issubclass(package.module().TinyClient, importlib.import_module("sotalia_runtime.client").Client)
    loaded = {name for name in sys.modules if name.startswith("sotalia_tiny.")}
    assert loaded == {"sotalia_tiny.client", "sotalia_tiny._service", "sotalia_tiny.endpoints"}


def test_pages_name_their_items_and_read_their_tokens(install: Install) -> None:
    package = install(listing())
    pages = package.module("paginators").ListThingsPages
    assert issubclass(pages, Pages)
    output = package.operation("ListThingsOutput")(next_token="t", things=[{"name": "a"}])
    spec = pages._paginator
    assert (spec.input_tokens, [token(output) for token in spec.output_tokens]) == (("next_token",), ["t"])
    assert spec.results[0](output) == [package.type("Thing")(name="a")]

    class Answers:
        def send(self, given: object) -> object:
            return output if getattr(given, "next_token", None) is None else package.operation("ListThingsOutput")()

    given = package.operation("ListThingsInput")(filter="f")
    assert [thing.name for thing in pages(Answers(), given).things] == ["a"]


def test_waiters_hold_the_models_rules(install: Install) -> None:
    waiter = install(listing()).module("waiters").THING_READY
    assert (waiter.name, waiter.delay, waiter.default_max_wait) == ("ThingReady", 2, 10)
    assert [(one.state, one.text) for one in waiter.acceptors] == [
        ("success", "all of Things[].State are 'ready'"),
        ("failure", "error is Gone"),
        ("retry", "status is 404"),
    ]


def test_expression_over_a_member_that_is_gone_stops_generation() -> None:
    broken = replace(listing().paginators["ListThings"], result_keys=("Nothing",))
    with pytest.raises(GenerationError, match=r"pagination\.ListThings"):
        files_of(listing(paginators={"ListThings": broken}))


def test_subset_holds_these_operations_and_what_they_need(install: Install) -> None:
    model = listing(operations=(operation("ListThings"), operation("Other", errors=(ShapeId("Bad"),))))
    model = replace(model, shapes={**model.shapes, "Bad": error("Bad"), "Used": structure("Used")})
    package = install(model, operations=("Other",))
    assert sorted(package.module("operations").__all__) == ["OtherInput", "OtherOutput"]
    assert package.module("types").__all__ == []
    assert not hasattr(package.module("client").TinyClient, "list_things")
    assert hasattr(package.module("errors"), "Bad")
    with pytest.raises(GenerationError, match="Othr"):
        files_of(model, operations=("Othr",))


def test_options_of_a_service_are_arguments_of_its_client(install: Install) -> None:
    options = (ClientParam(name="ForcePathStyle", kind="boolean"), ClientParam(name="Mode", kind="string"))
    package = install(service(client_params=options))
    client = package.module("client").TinyClient(region="us-east-1", force_path_style=True)
    other = client.with_options(mode="fast")
    assert client._own.client_params == {"force_path_style": True}
    assert other._own.client_params == {"force_path_style": True, "mode": "fast"}
    assert package.module("_service").SERVICE.client_params == {"force_path_style": "ForcePathStyle", "mode": "Mode"}


def test_distribution_names_its_version_and_a_range_of_the_runtime() -> None:
    project = tomllib.loads(files_of(listing())["pyproject.toml"])["project"]
    assert (project["name"], project["version"]) == ("sotalia-tiny", "1.44.5")
    assert project["dependencies"] == ["sotalia-runtime>=0.1,<0.2"]


def test_every_template_is_in_the_table() -> None:
    folder = resource_folder("templates")
    found = {str(path.relative_to(folder)) for path in folder.rglob("*.jinja") if not path.name.startswith("_i")}
    assert found - {"_classes.py.jinja"} == {render.template for render in RENDERS}


def test_own_templates_take_the_place_of_the_generators(tmp_path: Path) -> None:
    for render in RENDERS:
        (tmp_path / render.template).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / render.template).write_text(
            "{{ package.package }} {{ module.module }}" if "{module}" in render.path else "x"
        )
    (tmp_path / "package/client.py.jinja").write_text("{{ client.name }}")
    (tmp_path / "package/facade.py.jinja").write_text("f")
    files = render_package(plan_package(listing(), PlanOptions(version="1")), tmp_path)
    assert files["sotalia_tiny/client.py"] == "TinyClient"


def test_output_does_not_depend_on_the_hash_seed() -> None:
    program = (
        "import hashlib; from generator_back.test_packages import listing; from generator_back.service import files_of;"
        "print(hashlib.sha256(repr(sorted(files_of(listing(), docs='full').items())).encode()).hexdigest())"
    )
    path = os.pathsep.join([str(Path(__file__).parents[1]), os.environ["PYTHONPATH"]])
    seen = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "31337")
    }
    assert len(seen) == 1


def test_components_do_not_depend_on_the_order_of_the_model() -> None:
    shapes = {
        shape.id: shape
        for shape in (
            structure("A", member("B", "B")),
            structure("B", member("A", "A")),
            structure("C", member("A", "A")),
        )
    }
    backwards = dict(reversed(shapes.items()))
    assert components(shapes, frozenset(shapes)) == components(backwards, frozenset(shapes)) == [("A", "B"), ("C",)]


EVIL = (
    '"""\nimport os; os.abort()\n"""',
    "'\nraise SystemExit\n'",
    "\\",
    "\\'; raise SystemExit #",
    "{{ package }}{% raw %}",
    "\N{RIGHT-TO-LEFT OVERRIDE}\ud800\x00",
    "</script><!--",
)


def hostile(evil: str) -> Service:
    """A model with `evil` wherever a model may have text."""
    gone = Deprecation(message=evil, since=evil)
    one = member("Text", wire_name=evil, location="header", context_param=evil, doc=evil, deprecated=gone)
    bad = error("Bad", member("Detail", doc=evil), code=evil)
    things = replace(listing().waiters["ThingReady"].acceptors[0], expected=evil)
    model = listing(
        full_name=evil,
        uid=evil,
        api_version=evil,
        signing_name=evil,
        endpoint_prefix=evil,
        target_prefix=evil,
        client_params=(ClientParam(name="Mode", kind="string", doc=evil),),
        operations=(
            operation("MakeThing", path=f"/{evil}", host_prefix=evil, doc=evil, deprecated=gone, errors=(bad.id,)),
            operation("ListThings", doc=evil, wire_name=evil, static_params=((evil, evil),), result_wrapper=evil),
        ),
        doc=evil,
    )
    shapes = (
        structure("MakeThingRequest", one, member("Colour", "Colour"), doc=evil),
        union("Choice", member("A", doc=evil)),
        structure("MakeThingResponse", member("Choice", "Choice", wire_name=evil)),
        Shape(id=ShapeId("Colour"), kind=Kind.ENUM, values=(evil, "b"), doc=evil),
        replace(bad, doc=evil),
    )
    waiter = replace(model.waiters["ThingReady"], acceptors=(things, *model.waiters["ThingReady"].acceptors))
    return replace(
        model, shapes={**model.shapes, **{shape.id: shape for shape in shapes}}, waiters={"ThingReady": waiter}
    )


@pytest.mark.parametrize("docs", ["none", "summary", "full"])
@pytest.mark.parametrize("evil", EVIL)
def test_text_of_a_model_never_leaves_its_literal(evil: str, docs: str) -> None:
    tame = files_of(hostile("tame"), docs=docs)
    files = files_of(hostile(evil), docs=docs)
    assert files.keys() == tame.keys()
    for path, text in files.items():
        assert all(char.isprintable() or char == "\n" for char in text), path
        if path.endswith(".py"):
            assert skeleton(text) == skeleton(tame[path]), path
    tomllib.loads(files["pyproject.toml"])


NAMES = ("a b", "x; import os", "../x", "a.b", 'a"b', "", "1a", "\u202e", "a\nb", "_" * 3)


@pytest.mark.parametrize("evil", NAMES)
@pytest.mark.parametrize("place", ["folder", "shape", "member", "operation", "waiter", "result", "option"])
def test_name_that_is_none_in_python_is_refused_or_made_one(place: str, evil: str) -> None:
    model = listing()
    waiter, pages = model.waiters["ThingReady"], model.paginators["ListThings"]
    models = {
        "folder": replace(model, folder=evil),
        "shape": service(structure(evil, member("A")), structure("MakeThingRequest", member("A", evil))),
        "member": service(structure("MakeThingRequest", member(evil)), error("Bad", member(evil))),
        "operation": service(operations=(operation(evil, input=None, output=None),)),
        "waiter": replace(model, waiters={evil: replace(waiter, name=evil)}),
        "result": replace(model, paginators={"ListThings": replace(pages, result_keys=(evil,))}),
        "option": service(client_params=(ClientParam(name=evil, kind="string"),)),
    }
    try:
        files = files_of(models[place])
    except GenerationError:
        return
    for path, text in files.items():
        assert all(part.replace(".py", "").replace(".", "").isidentifier() for part in path.split("/")[1:]), path
        if path.endswith(".py"):
            assert not any(
                isinstance(node, ast.Import) and node.names[0].name not in {"builtins", "datetime"}
                for node in ast.walk(ast.parse(text))
            )


@pytest.mark.parametrize("key", NAMES)
def test_keys_of_a_union_may_be_any_text(install: Install, key: str) -> None:
    package = install(service(union("Choice", member(key)), structure("MakeThingRequest", member("Choice", "Choice"))))
    assert package.operation("MakeThingInput")(choice={key: "x"}).choice == {key: "x"}


def skeleton(text: str) -> str:
    """The structure of a module, without what its literals hold and without its docstrings."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return ast.dump(tree)
