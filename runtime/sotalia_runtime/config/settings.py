"""The settings of a client, each resolved as argument > environment > profile > default."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final, Literal

from ..errors import ConfigError
from ..frozen import Frozen
from . import values

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .files import ProfileFiles
    from .ini import Entry

ChecksumMode = Literal["when_supported", "when_required"]


class Settings(Frozen):
    """The outcome. `sources` says for each setting where its value came from, in words."""

    profile: str
    region: str | None
    endpoint_url: str | None
    ignore_configured_endpoint_urls: bool
    use_fips_endpoint: bool
    use_dualstack_endpoint: bool
    ca_bundle: str | None
    retry_mode: Literal["standard", "legacy"]
    max_attempts: int | None
    request_checksum_calculation: ChecksumMode
    response_checksum_validation: ChecksumMode
    account_id_endpoint_mode: Literal["preferred", "disabled", "required"]
    sts_regional_endpoints: Literal["regional", "legacy"]
    user_agent_appid: str | None
    disable_request_compression: bool
    request_min_compression_size_bytes: int
    s3_addressing_style: Literal["auto", "virtual", "path"]
    s3_use_accelerate_endpoint: bool
    s3_use_dualstack_endpoint: bool | None
    s3_payload_signing_enabled: bool | None
    s3_use_arn_region: bool | None
    s3_us_east_1_regional_endpoint: Literal["regional", "legacy"]
    s3_disable_multiregion_access_points: bool
    s3_disable_express_session_auth: bool
    sources: Mapping[str, str]

    def __init__(self, **values: Any) -> None:
        self._fill(**values)


class Setting:
    """How one setting is found. A key of the file is `name`, or `block.name` in a sub-section."""

    __slots__ = ("check", "default", "keys", "last_variables", "may_be_empty", "name", "variables")

    def __init__(
        self,
        name: str,
        check: Callable[[object], object],
        variables: tuple[str, ...] = (),
        keys: tuple[str, ...] = (),
        *,
        default: object = None,
        last_variables: tuple[str, ...] = (),  # those that come after the file
        # Most empty values count as unset; where one might switch something off, it is an error.
        may_be_empty: bool = True,
    ) -> None:
        self.name = name
        self.check = check
        self.variables = variables
        self.keys = keys
        self.default = default
        self.last_variables = last_variables
        self.may_be_empty = may_be_empty


_CHECKSUM_MODE: Final = values.choice("when_supported", "when_required")
_REGIONAL: Final = values.choice("regional", "legacy")

SETTINGS: Final = (
    Setting("region", values.region, ("AWS_REGION", "AWS_DEFAULT_REGION"), ("region",)),
    Setting(
        "ignore_configured_endpoint_urls",
        values.flag,
        ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",),
        ("ignore_configured_endpoint_urls",),
        default=False,
    ),
    Setting("use_fips_endpoint", values.flag, ("AWS_USE_FIPS_ENDPOINT",), ("use_fips_endpoint",), default=False),
    Setting(
        "use_dualstack_endpoint",
        values.flag,
        ("AWS_USE_DUALSTACK_ENDPOINT",),
        ("use_dualstack_endpoint",),
        default=False,
    ),
    Setting(
        "ca_bundle",
        values.path(os.path.exists),
        ("AWS_CA_BUNDLE",),
        ("ca_bundle",),
        last_variables=("REQUESTS_CA_BUNDLE",),
        may_be_empty=False,
    ),
    Setting(
        "retry_mode", values.choice("standard", "legacy"), ("AWS_RETRY_MODE",), ("retry_mode",), default="standard"
    ),
    Setting("max_attempts", values.number(1), ("AWS_MAX_ATTEMPTS",), ("max_attempts",)),
    Setting(
        "request_checksum_calculation",
        _CHECKSUM_MODE,
        ("AWS_REQUEST_CHECKSUM_CALCULATION",),
        ("request_checksum_calculation",),
        default="when_supported",
    ),
    Setting(
        "response_checksum_validation",
        _CHECKSUM_MODE,
        ("AWS_RESPONSE_CHECKSUM_VALIDATION",),
        ("response_checksum_validation",),
        default="when_supported",
    ),
    Setting(
        "account_id_endpoint_mode",
        values.choice("preferred", "disabled", "required"),
        ("AWS_ACCOUNT_ID_ENDPOINT_MODE",),
        ("account_id_endpoint_mode",),
        default="preferred",
    ),
    Setting(
        "sts_regional_endpoints",
        _REGIONAL,
        ("AWS_STS_REGIONAL_ENDPOINTS",),
        ("sts_regional_endpoints",),
        default="regional",
    ),
    Setting("user_agent_appid", values.text, ("AWS_SDK_UA_APP_ID",), ("sdk_ua_app_id",)),
    Setting(
        "disable_request_compression",
        values.flag,
        ("AWS_DISABLE_REQUEST_COMPRESSION",),
        ("disable_request_compression",),
        default=False,
    ),
    Setting(
        "request_min_compression_size_bytes",
        values.number(0),
        ("AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES",),
        ("request_min_compression_size_bytes",),
        default=10_240,
    ),
    Setting(
        "s3_addressing_style", values.choice("auto", "virtual", "path"), (), ("s3.addressing_style",), default="auto"
    ),
    Setting("s3_use_accelerate_endpoint", values.flag, (), ("s3.use_accelerate_endpoint",), default=False),
    Setting("s3_use_dualstack_endpoint", values.flag, (), ("s3.use_dualstack_endpoint",)),
    Setting("s3_payload_signing_enabled", values.flag, (), ("s3.payload_signing_enabled",)),
    Setting("s3_use_arn_region", values.flag, ("AWS_S3_USE_ARN_REGION",), ("s3_use_arn_region", "s3.use_arn_region")),
    Setting(
        "s3_us_east_1_regional_endpoint",
        _REGIONAL,
        ("AWS_S3_US_EAST_1_REGIONAL_ENDPOINT",),
        ("s3_us_east_1_regional_endpoint", "s3.us_east_1_regional_endpoint"),
        # The global endpoint serves us-east-1 for as long as code relies on reaching other regions through it.
        default="legacy",
    ),
    Setting(
        "s3_disable_multiregion_access_points",
        values.flag,
        ("AWS_S3_DISABLE_MULTIREGION_ACCESS_POINTS",),
        ("s3.s3_disable_multiregion_access_points",),
        default=False,
    ),
    Setting(
        "s3_disable_express_session_auth",
        values.flag,
        ("AWS_S3_DISABLE_EXPRESS_SESSION_AUTH",),
        ("s3_disable_express_session_auth",),
        default=False,
    ),
)


def profile_name(argument: str | None, environ: Mapping[str, str]) -> tuple[str, str]:
    """The profile in use and where its name came from."""
    if argument is not None:
        return argument, "argument"
    for variable in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE"):
        if environ.get(variable):
            return environ[variable], _variable(variable)
    return "default", "default"


def resolve(
    arguments: Mapping[str, object], environ: Mapping[str, str], files: ProfileFiles, *, service: str | None = None
) -> Settings:
    """Find the value of every setting. A wrong one is a ConfigError that names setting, source and what is allowed.

    `arguments` are settings by name, `profile` among them; None means not given. `service` is the service's id
    ("DynamoDB Streams"), for the endpoint URLs that are configured by service.
    """
    given = arguments.get("profile")
    name, source = profile_name(None if given is None else str(given), environ)
    return _Resolution(arguments, environ, files, name, source).settings(service)


class _Resolution:
    def __init__(
        self,
        arguments: Mapping[str, object],
        environ: Mapping[str, str],
        files: ProfileFiles,
        profile: str,
        profile_source: str,
    ) -> None:
        self._arguments = arguments
        self._environ = environ
        self._files = files
        self._profile = profile
        section = files.profile(profile)
        if section is None and profile_source != "default":
            raise ConfigError(
                f"profile {profile!r} ({profile_source}) is neither in {files.config_path} nor in {files.credentials_path}"
            )
        self._section: Mapping[str, Entry] = section or {}
        self._sources = {"profile": profile_source}

    def settings(self, service: str | None) -> Settings:
        found: dict[str, Any] = {setting.name: self._resolve(setting) for setting in SETTINGS}
        found["endpoint_url"] = self._endpoint_url(service, found["ignore_configured_endpoint_urls"])
        self._rewrite_fips_region(found)
        return Settings(profile=self._profile, sources=self._sources, **found)

    def _resolve(self, setting: Setting) -> object:
        candidates = (
            self._argument(setting.name)
            or self._variables(setting.variables, setting.may_be_empty)
            or self._keys(setting.keys, setting.may_be_empty)
            or self._variables(setting.last_variables, setting.may_be_empty)
        )
        if candidates is None:
            self._sources[setting.name] = "default"
            return setting.default
        return self._checked(setting.name, setting.check, *candidates)

    def _checked(self, name: str, check: Callable[[object], object], value: object, source: str) -> object:
        try:
            checked = check(value)
        except ValueError as error:
            # Not the value: it may be an argument that was given in the wrong place, and a secret.
            raise ConfigError(f"{name} ({source}) must be {error}") from None
        self._sources[name] = source
        return checked

    def _argument(self, name: str) -> tuple[object, str] | None:
        value = self._arguments.get(name)
        return None if value is None else (value, "argument")

    def _variables(self, names: tuple[str, ...], may_be_empty: bool = True) -> tuple[str, str] | None:
        for name in names:
            value = self._environ.get(name)
            if value or (value is not None and not may_be_empty):
                return value, _variable(name)
        return None

    def _keys(self, keys: tuple[str, ...], may_be_empty: bool = True) -> tuple[str, str] | None:
        for key in keys:
            block, _, name = key.rpartition(".")
            section: Mapping[str, Entry] = self._block(self._section, block) if block else self._section
            entry = section.get(name)
            if entry is not None and (entry.text or not may_be_empty):
                return entry.text, f"{key} of profile {self._profile} in {entry.place}"
        return None

    def _block(self, section: Mapping[str, Entry], name: str) -> Mapping[str, Entry]:
        entry = section.get(name)
        if entry is not None and entry.text:
            raise ConfigError(f"{name} ({entry.place}) must be a block of indented 'name = value' lines")
        return (entry.nested if entry else None) or {}

    def _endpoint_url(self, service: str | None, ignore_configured: bool) -> object:
        found = self._argument("endpoint_url")
        if found is None and not ignore_configured:
            found = self._configured_endpoint_url(service)
        if found is None:
            self._sources["endpoint_url"] = "default"
            return None
        return self._checked("endpoint_url", values.url, *found)

    def _configured_endpoint_url(self, service: str | None) -> tuple[object, str] | None:
        own = service.replace(" ", "_").replace("-", "_") if service else ""
        variables = (f"AWS_ENDPOINT_URL_{own.upper()}",) if own else ()
        return (
            self._variables((*variables, "AWS_ENDPOINT_URL"))
            or (self._services_entry(own.lower()) if own else None)
            or self._keys(("endpoint_url",))
        )

    def _services_entry(self, service: str) -> tuple[str, str] | None:
        name = self._section.get("services")
        if name is None:
            return None
        section = self._files.section("services", name.text)
        if section is None:
            raise ConfigError(f"services ({name.place}) names [services {name.text}], which is not in that file")
        entry = self._block(section, service).get("endpoint_url")
        return (entry.text, f"{service} of [services {name.text}] in {entry.place}") if entry and entry.text else None

    def _rewrite_fips_region(self, found: dict[str, Any]) -> None:
        """`fips-us-east-1` and `us-east-1-fips` are older spellings of a region and a flag."""
        region: str | None = found["region"]
        if region and (region.startswith("fips-") or region.endswith("-fips")):
            plain = region.removeprefix("fips-").removesuffix("-fips")
            found["region"] = self._checked("region", values.region, plain, self._sources["region"])
            found["use_fips_endpoint"] = True
            self._sources["use_fips_endpoint"] = f"region, {self._sources['region']}"


def _variable(name: str) -> str:
    return f"environment variable {name}"
