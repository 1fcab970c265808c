"""Names: boto3's for methods, one word where it is one, and nothing that Python or pydantic would trip over."""

from __future__ import annotations

import keyword
from typing import TYPE_CHECKING

import pytest
from botocore import xform_name
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel
from sotalia.diagnostics import Report
from sotalia.plan import name_tables, names

if TYPE_CHECKING:
    from generator_front.conftest import Models, Survey


def test_methods_are_named_as_in_boto3(survey: Survey) -> None:
    different = [
        (service, operation, names.method_name(operation))
        for service, operation in survey.operations
        if names.method_name(operation) != xform_name(operation)
    ]
    assert different == []


def test_waiters_are_named_as_in_boto3(survey: Survey) -> None:
    for _, waiter in survey.waiters:
        assert names.waiter_method_name(waiter) == f"wait_until_{xform_name(waiter)}"


def test_fields_are_as_botocore_spells_them_but_for_a_few_hundred(survey: Survey) -> None:
    different = {(member, field) for *_, member, field in survey.fields if field.rstrip("_") != xform_name(member)}
    assert 100 < len(different) < 250  # the words of the table; more would be a rule gone wild


def test_every_field_is_usable(survey: Survey) -> None:
    forbidden = {name for name in dir(BaseModel) if not name.startswith("_")} | {"self"}
    for service, shape, member, field in survey.fields:
        assert field.isidentifier(), (service, shape, member)
        assert not field.startswith("_"), (service, shape, member)
        assert not keyword.iskeyword(field), (service, shape, member)
        assert field not in forbidden, (service, shape, member)


def test_table_of_model_attributes_knows_all_that_pydantic_has() -> None:
    assert {name for name in dir(BaseModel) if not name.startswith("_")} <= name_tables.MODEL_ATTRIBUTES


@pytest.mark.parametrize(
    ("member", "field"),
    [
        ("ACLs", "acls"),
        ("VPCs", "vpcs"),
        ("HITs", "hits"),
        ("TTPsObservedDetail", "ttps_observed_detail"),
        ("ETag", "etag"),
        ("eTag", "etag"),
        ("ModelDataETag", "model_data_etag"),
        ("NameTag", "name_tag"),
        ("resourceTags", "resource_tags"),
        ("NoAuthentication", "no_authentication"),
        ("AllowedOAuthFlows", "allowed_oauth_flows"),
        ("oAuth2Properties", "oauth2_properties"),
        ("aWSOwnedKey", "aws_owned_key"),
        ("MemoryGiBPerVCpu", "memory_gib_per_vcpu"),
        ("desiredvCpus", "desired_vcpus"),
        ("IPv6Address", "ipv6_address"),
        ("ChecksumCRC32C", "checksum_crc32c"),
        ("SSEKMSKeyId", "ssekms_key_id"),
        ("DBInstanceIdentifier", "db_instance_identifier"),
        ("S3Bucket", "s3_bucket"),
        ("AbpV1_0_x", "abp_v1_0_x"),
        ("__private", "private"),
        ("X", "x"),
        ("lambda", "lambda_"),
        ("None", "none"),
        ("from", "from_"),
        ("Schema", "schema_"),
        ("JSON", "json_"),
        ("copy", "copy_"),
        ("ModelConfig", "model_config_"),
        ("ResponseMetadata", "response_metadata_"),
        ("self", "self_"),
        ("type", "type"),
    ],
)
def test_field(member: str, field: str) -> None:
    assert names.field_name("svc", "Shape", member) == field


@pytest.mark.parametrize(
    ("member", "field"),
    [
        ("Message", "message"),
        ("code", "code_"),
        ("RequestId", "request_id_"),
        ("status", "status_"),
        ("lambda", "lambda_"),
    ],
)
def test_field_of_an_error(member: str, field: str) -> None:
    assert names.error_field_name("svc", "Shape", member) == field


@pytest.mark.parametrize(
    ("service_id", "stem"),
    [
        ("DynamoDB", "DynamoDB"),
        ("S3", "S3"),
        ("EC2", "EC2"),
        ("Lambda", "Lambda"),
        ("SQS", "SQS"),
        ("STS", "STS"),
        ("Route 53", "Route53"),
        ("Cost and Usage Report Service", "CostAndUsageReportService"),
        ("AWS Amplify", "Amplify"),
        ("Amazon Q", "Q"),
        ("Amazon", "Amazon"),
        ("codeartifact", "CodeArtifact"),
    ],
)
def test_client_stem(service_id: str, stem: str) -> None:
    assert names.client_stem(service_id) == stem


@pytest.mark.parametrize(
    ("folder", "package", "distribution"),
    [
        ("s3", "sotalia_s3", "sotalia-s3"),
        ("lambda", "sotalia_lambda", "sotalia-lambda"),
        ("cognito-idp", "sotalia_cognito_idp", "sotalia-cognito-idp"),
    ],
)
def test_package_and_distribution(folder: str, package: str, distribution: str) -> None:
    assert (names.package_name(folder), names.distribution_name(folder)) == (package, distribution)


@pytest.mark.parametrize(
    ("shape", "name"),
    [
        ("Tag", "Tag"),
        ("__Thing", "Thing"),
        ("attributeValue", "AttributeValue"),
        ("None", "None_"),
        ("Output", "Output"),
    ],
)
def test_class_name(shape: str, name: str) -> None:
    assert names.class_name(shape) == name


@pytest.mark.parametrize(
    ("service", "shape", "name"),
    [
        ("bedrock-runtime", "ConverseOutput", "ConverseOutputShape"),
        ("glue", "TestConnectionInput", "TestConnectionInputShape"),
        ("apigatewayv2", "None", "None_"),
        ("lambda", "EnvironmentError", "EnvironmentError"),
        ("glue", "Union", "Union"),
        ("cloudformation", "Output", "Output"),
    ],
)
def test_shape_with_an_awkward_name(survey: Survey, service: str, shape: str, name: str) -> None:
    assert {str(key): value for key, value in survey.names[service].types.items()}[shape] == name


def test_inputs_and_outputs_are_named_after_the_operation_everywhere(survey: Survey) -> None:
    for service, operation in survey.operations:
        found = survey.names[service].operations[operation]
        assert (found.input, found.output) == (f"{operation}Input", f"{operation}Output")


@pytest.mark.parametrize(
    ("path", "value", "clash"),
    [
        ("shapes.Position.members.Latitude", {"shape": "Double"}, "latitude already names"),
        ("shapes.lightSummary", {"type": "structure", "members": {}}, "LightSummary already names"),
        ("shapes.LIGHTSummary", {"type": "structure", "members": {}}, "file systems may not tell"),
        ("shapes.ConflictException.members.Code", {"shape": "String"}, "code_ already names"),
        ("clientContextParams.Region", {"type": "string"}, "region already names"),
        ("operations.Send", {"name": "Send", "http": {"method": "GET", "requestUri": "/"}}, "send already names"),
        ("shapes.GetLightRequest.members.maxWait", {"shape": "Integer"}, "max_wait already names"),
    ],
)
def test_clash_is_reported_and_not_numbered(models: Models, path: str, value: object, clash: str) -> None:
    models.set("service-2", path, value)
    if path.startswith("shapes.") and ".members." not in path:  # only what something refers to has a class
        models.set("service-2", "shapes.Light.members.other", {"shape": path.removeprefix("shapes.")})
    assert any(clash in str(found) for found in models.refusals()), models.refusals()


@given(st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,20}", fullmatch=True))
def test_any_member_name_gives_a_stable_field_or_a_report(member: str) -> None:
    field = names.field_name("svc", "Shape", member)
    assert field == names.field_name("other", "Thing", member)
    assert field == field.lower()
    report = Report()
    names.Registry("svc", report).claim("here", field, "owner")
    assert field.isidentifier() != bool(report.errors)
