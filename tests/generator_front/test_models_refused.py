"""Models that do not hold together are refused with service, path and remedy, all problems at once."""

from __future__ import annotations

import gzip
import shutil
from typing import TYPE_CHECKING

import pytest
from sotalia.diagnostics import GenerationError, Report
from sotalia.load import ModelSource, botocore_source

if TYPE_CHECKING:
    from pathlib import Path

    from generator_front.conftest import Models

SERVICE, PAGINATORS, WAITERS, RULES = "service-2", "paginators-1", "waiters-2", "endpoint-rule-set-1"

REFUSED = [
    # a key that nobody decided about
    (SERVICE, "shapes.Light.novelty", True, "lighthouse: shapes.Light.novelty", "does not know"),
    (SERVICE, "shapes.Light.members.name.novelty", 1, "lighthouse: shapes.Light.members.name.novelty", "does not know"),
    (SERVICE, "operations.GetLight.http.novelty", 1, "lighthouse: operations.GetLight.http.novelty", "does not know"),
    (SERVICE, "metadata.novelty", 1, "lighthouse: metadata.novelty", "does not know"),
    (PAGINATORS, "pagination.ListLights.novelty", 1, "paginators-1.pagination.ListLights.novelty", "does not know"),
    (WAITERS, "waiters.LightLit.novelty", 1, "waiters-2.waiters.LightLit.novelty", "does not know"),
    (RULES, "rules.0.novelty", 1, "endpoint-rule-set-1.rules.0", "does not know"),
    # a type or word that is none
    (SERVICE, "metadata.protocol", "soap", "lighthouse: metadata.protocol", "Input should be"),
    (SERVICE, "metadata.protocols", ["soap"], "lighthouse: metadata.protocols.0", "Input should be"),
    (SERVICE, "shapes.Light.type", "object", "lighthouse: shapes.Light.type", "Input should be"),
    (SERVICE, "operations.GetLight.http.method", "STEAL", "operations.GetLight.http.method", "Input should be"),
    (SERVICE, "operations.GetLight.http.responseCode", "200", "http.responseCode", "valid integer"),
    (RULES, "rules.2.type", "guess", "endpoint-rule-set-1.rules.2", "tag"),
    (RULES, "rules.0.conditions.0.fn", "eval", "endpoint-rule-set-1.rules.0", "Input should be"),
    # what refers to nothing
    (
        SERVICE,
        "shapes.Light.members.name.shape",
        "Nowhere",
        "shapes.Light.members.name",
        "'Nowhere', which is not there",
    ),
    (SERVICE, "shapes.LightList.member.shape", "Nowhere", "shapes.LightList.member", "which is not there"),
    (SERVICE, "shapes.TagMap.key.shape", "Nowhere", "shapes.TagMap.key", "which is not there"),
    (SERVICE, "operations.GetLight.input.shape", "Nowhere", "operations.GetLight.input", "which is not there"),
    (SERVICE, "operations.GetLight.errors.0.shape", "Nowhere", "operations.GetLight.errors", "which is not there"),
    (SERVICE, "shapes.GetLightResponse.payload", "nothing", "shapes.GetLightResponse", "which it has not"),
    (SERVICE, "shapes.Light.required", ["nothing"], "shapes.Light", "which it has not"),
    (
        SERVICE,
        "operations.GetLight.http.requestUri",
        "/lights/{id}",
        "operations.GetLight.http.requestUri",
        "label 'id'",
    ),
    (SERVICE, "operations.SignalShip.endpoint.hostPrefix", "{port}.", "operations.SignalShip.endpoint", "label 'port'"),
    (SERVICE, "operations.PutLogBook.httpChecksum.requestAlgorithmMember", "x", "PutLogBook.httpChecksum", "has not"),
    (PAGINATORS, "pagination.ListLights.input_token", "token", "pagination.ListLights", "'token', which is not there"),
    (PAGINATORS, "pagination.ListLights.output_token", ["a", "b"], "pagination.ListLights", "2 output tokens"),
    (
        PAGINATORS,
        "pagination.Nothing",
        {"input_token": "a", "output_token": "a", "result_key": "a"},
        "Nothing",
        "not there",
    ),
    (WAITERS, "waiters.LightLit.operation", "Nothing", "waiters.LightLit", "'Nothing', which is not there"),
    # what makes no sense
    (SERVICE, "operations.GetLight.input.shape", "String", "operations.GetLight.input", "is not a structure"),
    (SERVICE, "operations.GetLight.errors.0.shape", "Light", "operations.GetLight.errors", "is not an exception"),
    (SERVICE, "shapes.LightList", {"type": "list"}, "shapes.LightList", "does not say of what"),
    (SERVICE, "shapes.TagMap.key.shape", "Integer", "shapes.TagMap.key", "keys are strings"),
    (SERVICE, "shapes.Lamp.members", {}, "shapes.Lamp", "union without members"),
    (SERVICE, "shapes.Integer.enum", ["1"], "shapes.Integer", "is an enum of"),
    (SERVICE, "shapes.String.members", {"a": {"shape": "String"}}, "shapes.String", "with members"),
    (SERVICE, "shapes.String.timestampFormat", "iso8601", "shapes.String", "timestampFormat"),
    (WAITERS, "waiters.LightLit.delay", 0, "waiters.LightLit", "no time"),
    (WAITERS, "waiters.LightLit.acceptors", [], "waiters.LightLit", "never succeed"),
    (WAITERS, "waiters.LightSnuffed.acceptors.0.expected", "404", "acceptors.0", "expects"),
]


@pytest.mark.parametrize(("file", "path", "value", "where", "problem"), REFUSED)
def test_refusal_names_place_and_problem(
    models: Models, file: str, path: str, value: object, where: str, problem: str
) -> None:
    models.set(file, path, value)
    found = models.refusals()
    assert any(where in each.where and problem in each.problem and each.remedy for each in found), found


def test_example_is_not_refused(models: Models) -> None:
    assert models.refusals() == ()


def test_every_problem_is_told_at_once(models: Models) -> None:
    models.set(SERVICE, "shapes.Light.members.name.shape", "Nowhere")
    models.set(SERVICE, "operations.GetLight.input.shape", "Elsewhere")
    models.set(WAITERS, "waiters.LightLit.operation", "Nothing")
    assert len(models.refusals()) >= 3


@pytest.mark.parametrize("file", [SERVICE, PAGINATORS, WAITERS, RULES])
@pytest.mark.parametrize("content", [b"", b'{"metadata": {"apiV', b"[]", b"\xff\xfe", b"[" * 200_000, b'{"a": NaN}'])
def test_file_that_is_no_model_is_named(models: Models, file: str, content: bytes) -> None:
    (models.home / f"{file}.json").write_bytes(content)
    assert any(file in f"{found.where}" or found.where.startswith("lighthouse: ") for found in models.refusals())


def test_truncated_gzip_is_named(models: Models) -> None:
    path = models.home / "service-2.json"
    packed = gzip.compress(path.read_bytes())
    path.unlink()
    path.with_suffix(".json.gz").write_bytes(packed[: len(packed) // 2])
    (found,) = models.refusals()
    assert "service-2.json.gz" in found.where
    assert "cannot be read" in found.problem


def test_missing_file_is_named(models: Models) -> None:
    (models.home / f"{RULES}.json").unlink()
    (found,) = models.refusals()
    assert f"{RULES}.json is missing" in f"{found.where} {found.problem}"


def test_flat_folder_and_gzip_are_models_too(models: Models) -> None:
    plain = models.represent()
    for path in list(models.home.iterdir()):
        packed = gzip.compress(path.read_bytes())
        (models.root / "lighthouse" / f"{path.name}.gz").write_bytes(packed)
    shutil.rmtree(models.home)
    assert models.represent() == plain


def test_latest_api_version_counts(models: Models) -> None:
    newer = models.home.with_name("2024-06-01")
    shutil.copytree(models.home, newer)
    models.home = newer
    models.set(SERVICE, "metadata.serviceFullName", "Newer")
    assert models.represent().full_name == "Newer"


def test_extras_are_merged(models: Models) -> None:
    extra = {"version": 1.0, "merge": {"shapes": {"Light": {"members": {"Extra": {"shape": "String"}}}}}}
    models.write("service-2.sdk-extras", extra)
    light = next(shape for shape in models.represent().shapes.values() if shape.id == "Light")
    assert [light.members[0].name, light.members[-1].name] == ["lightId", "Extra"]


@pytest.mark.parametrize(
    ("name", "hint"),
    [("dynamo-db", "dynamodb"), ("S3", "s3"), ("lamda", "lambda"), ("zzzz", "sotalia list"), ("../s3", "s3")],
)
def test_unknown_service_gets_near_matches(name: str, hint: str) -> None:
    report = Report()
    assert botocore_source().load(name, report) is None
    (found,) = report.errors
    assert found.where == name
    assert hint in found.remedy


def test_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(GenerationError, match="cannot be read"):
        _ = ModelSource(tmp_path / "nowhere").services
