"""What the naming rules of `names` cannot know: words, reserved names and exceptions, each with its reason."""

from __future__ import annotations

from typing import Final

# Spellings whose capitals do not start words, and how to read them. Applied to member and shape names, longest first.
WORDS: Final = {
    "DynamoDBv": "DynamoDbv",  # a version, not a word "bv2"
    "InfluxDBv": "InfluxDbv",
    "InfluxDB": "InfluxDb",
    "CRC32C": "Crc32c",
    "CRC64NVME": "Crc64nvme",
    "GraphQL": "Graphql",
    "MySQL": "Mysql",
    "PartiQL": "Partiql",
    "WhatsApp": "Whatsapp",
    "RStudio": "Rstudio",
    "MLflow": "Mlflow",
    "iSCSI": "Iscsi",
    "OAuth": "Oauth",
    "DDoS": "Ddos",
    "MBps": "Mbps",
    "OTel": "Otel",
    "QnA": "Qna",
    "SaaS": "Saas",
    "MofN": "MOfN",
    "ETag": "Etag",  # one word in every guide and in HTTP
    "VCPU": "Vcpu",
    "vCPU": "Vcpu",
    "VCpu": "Vcpu",
    "vCpu": "Vcpu",
    "BBox": "Bbox",
    "XRay": "Xray",
    "IPv": "Ipv",
    "GiB": "Gib",
    "KiB": "Kib",
    "MiB": "Mib",
    "TiB": "Tib",
    "TBs": "Tbs",
    "IaC": "Iac",
    "IoT": "Iot",
    "FSx": "Fsx",
    "NaN": "Nan",
    "TtL": "Ttl",
    "OId": "Oid",
}

# The same, but only at the start of a name: "eTag" is one word, "NameTag" is two.
FIRST_WORDS: Final = {
    "oAuth": "oauth",
    "eTag": "etag",
    "qnA": "qna",
    "aWS": "aws",
}

# Methods are boto3's names, so the words here are those that boto3 reads as one, and no others.
METHOD_WORDS: Final = {
    "OAuth2TokenWithTokenExchange": "OAuth2TokenWithTokenExchange",  # newer than boto3's list of such words
    "CachediSCSI": "CachedIscsi",
    "StorediSCSI": "StoredIscsi",
    "ListHITsFor": "ListHitsFor",
    "PartiQL": "Partiql",
    "WhatsApp": "Whatsapp",
    "OAuth2": "Oauth2",
    "OTel": "Otel",
}

# Attributes of `pydantic.BaseModel`, of `Structure` and of `Output`: a field of that name would hide them.
MODEL_ATTRIBUTES: Final = frozenset(
    [
        "construct",
        "copy",
        "dict",
        "from_orm",
        "json",
        "parse_file",
        "parse_obj",
        "parse_raw",
        "schema",
        "schema_json",
        "update_forward_refs",
        "validate",
        "model_computed_fields",
        "model_config",
        "model_construct",
        "model_copy",
        "model_dump",
        "model_dump_json",
        "model_extra",
        "model_fields",
        "model_fields_set",
        "model_json_schema",
        "model_parametrized_name",
        "model_post_init",
        "model_rebuild",
        "model_validate",
        "model_validate_json",
        "model_validate_strings",
        "given",
        "response_metadata",
    ]
)

# A field becomes a parameter of the client's method, beside these.
METHOD_PARAMETERS: Final = frozenset({"self"})
WAITER_PARAMETERS: Final = ("max_wait", "on_poll")

# Attributes of `sotalia_runtime.errors.ServiceError` and of `BaseException`. `message` is not here: the member is the attribute.
ERROR_ATTRIBUTES: Final = frozenset(
    [
        "code",
        "operation",
        "fault",
        "retryable",
        "response_metadata",
        "status",
        "request_id",
        "args",
        "add_note",
        "with_traceback",
    ]
)

# Names that Python keeps, and those that generated modules cannot import under another name: a class called so gets
# a trailing underscore. Helpers such as `Member` or `Output` are not here; modules import them as `_Member` where needed.
RESERVED_CLASSES: Final = frozenset({"None", "True", "False", "TYPE_CHECKING", "SERVICE"})

# What a client has beside its operations.
CLIENT_ATTRIBUTES: Final = ("send", "request", "close", "aclose", "with_options", "wait", "session", "region")

# The other arguments of a client's constructor.
CLIENT_OPTIONS: Final = (
    "self",
    "session",
    "region",
    "endpoint_url",
    "credentials",
    "retries",
    "timeouts",
    "hooks",
    "log",
    "use_fips",
    "use_dualstack",
    "transport",
    "client_params",
)

# A shape that holds an operation's `<Op>Input` or `<Op>Output` name without being its class alone is renamed with this.
SHAPE_SUFFIX: Final = "Shape"

# serviceId -> stem of `<Stem>Client`, where dropping spaces and punctuation is not enough.
CLIENT_STEMS: Final = {
    # Ids that are all in one case: the service's own spelling, or its initials.
    "b2bi": "B2BI",
    "billingconductor": "BillingConductor",
    "codeartifact": "CodeArtifact",
    "codestar notifications": "CodeStarNotifications",
    "drs": "DRS",
    "ECR PUBLIC": "ECRPublic",
    "evs": "EVS",
    "fis": "FIS",
    "forecastquery": "ForecastQuery",
    "identitystore": "IdentityStore",
    "imagebuilder": "ImageBuilder",
    "ivs": "IVS",
    "ivschat": "IVSChat",
    "mgn": "MGN",
    "mq": "MQ",
    "neptunedata": "NeptuneData",
    "odb": "ODB",
    "repostspace": "RePostSpace",
    "resiliencehub": "ResilienceHub",
    "resiliencehubv2": "ResilienceHubV2",
    "savingsplans": "SavingsPlans",
    "uxc": "UXC",
}

# (service folder, shape, member) -> field, where the rules give a name that is wrong or taken.
FIELDS: Final[dict[tuple[str, str, str], str]] = {}
