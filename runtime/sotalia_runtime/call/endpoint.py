"""Where a call goes: from its input and the client's settings, by the service's rule set, to a `Target`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from ..errors import ConfigError, EndpointError, InvalidInput, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ..endpoints.resolved import AuthSchemeOption, Endpoint
    from ..flow import Flow
    from ..http.messages import HttpRequest
    from ..model.structure import Input
    from ..operation import Operation
    from .context import Call
    from .core import ClientCore

# How many answers of a rule set a client keeps; S3 asks it per bucket.
CACHE_SIZE: Final = 1000

# Compiled when they are first used: few operations have labels in their host.
_HOST_LABEL: Final = r"[a-zA-Z0-9-]{1,63}"
_LABEL: Final = r"\{([^}]+)\}"

SIGV4: Final = "aws.auth#sigv4"
BEARER: Final = "smithy.api#httpBearerAuth"
ANONYMOUS: Final = "smithy.api#noAuth"
_SCHEMES: Final = {"sigv4": SIGV4, "bearer": BEARER, "none": ANONYMOUS}


class Target:
    """Where requests go, and how they are signed there. `auth` is the name of a scheme that we can do."""

    __slots__ = ("auth", "double_encode", "headers", "host", "path", "port", "region", "scheme", "signing_name")

    def __init__(self, endpoint: Endpoint, operation: Operation, region: str | None) -> None:
        url = urlsplit(endpoint.url)
        if url.scheme not in ("http", "https") or not url.hostname or url.query or url.fragment or url.username:
            raise ConfigError(f"{endpoint.url!r} is not an endpoint: give scheme, host and perhaps port and path")
        self.scheme = url.scheme
        self.host = f"[{url.hostname}]" if ":" in url.hostname else url.hostname
        self.port = url.port
        self.path = url.path.rstrip("/")
        self.headers = [(name, ", ".join(values)) for name, values in endpoint.headers.items()]
        auth, option = choose_auth(operation, endpoint.auth_schemes)
        self.auth = auth
        self.signing_name = (option and option.signing_name) or operation.service.signing_name
        self.region = (option and option.signing_region) or region
        # S3 alone signs paths as they are sent.
        s3 = operation.service.signature_version in ("s3", "s3v4")
        self.double_encode = not s3 and not (option is not None and option.disable_double_encoding)

    def place(self, request: HttpRequest, prefix: str) -> None:
        """Aim a request, whose path is the operation's own, at this target."""
        request.scheme = self.scheme
        request.host = prefix + self.host
        request.port = self.port
        request.path = self.path + request.path
        for name, value in self.headers:
            request.headers.set(name, value)


def choose_auth(operation: Operation, options: Sequence[AuthSchemeOption]) -> tuple[str, AuthSchemeOption | None]:
    """How to authenticate: what the endpoint says, else the operation, else its service. The first that we can do.

    Raises EndpointError where there is none.
    """
    allowed: Sequence[str] = operation.auth if operation.auth is not None else operation.service.auth
    # An operation that is never signed stays so, whatever its endpoint could do.
    if allowed and allowed[0] == ANONYMOUS:
        return ANONYMOUS, None
    for option in options:
        if option.name in _SCHEMES:
            return _SCHEMES[option.name], option
    if options:
        names = ", ".join(option.name for option in options)
        raise EndpointError(f"{operation.name}: this endpoint wants {names}, which is not supported")
    for name in allowed:
        if name in (SIGV4, BEARER, ANONYMOUS):
            return name, None
    raise EndpointError(f"{operation.name} wants {', '.join(allowed)}, which is not supported")


class Keywords:
    """The parameters of a rule set by their own names, as keywords of its compiled function."""

    __slots__ = ("_keywords", "resolve")

    def __init__(self, resolve: Callable[..., Endpoint]) -> None:
        self.resolve = resolve
        # "UseFIPS" is use_fips in Python.
        self._keywords = {name.replace("_", "").lower(): name for name in resolve.__kwdefaults__ or ()}

    def get(self, parameter: str) -> str | None:
        """The keyword, or None where the rules have no such parameter."""
        return self._keywords.get(parameter.replace("_", "").lower())


def host_prefix(operation: Operation, input: Input) -> str:
    """The operation's host prefix with its labels filled in. Raises InvalidInput for one that is no host label."""
    template = operation.host_prefix
    if template is None:
        return ""
    if "{" not in template:
        return template
    import re

    fields = {member.name: field for field, member in type(input).__members__.items() if member.host_label}

    def fill(found: re.Match[str]) -> str:
        field = fields[found[1]]
        value = getattr(input, field)
        if not isinstance(value, str) or not re.fullmatch(_HOST_LABEL, value):
            problem = "becomes part of a host name: 1 to 63 letters, digits and hyphens"
            raise InvalidInput(type(input).__name__, [Problem(field, problem)])
        return value

    return re.sub(_LABEL, fill, template)


def resolve_target(
    keywords: Keywords, parameters: Mapping[str, object], operation: Operation, region: str | None
) -> Target:
    """Ask the rule set. `parameters` are by keyword, those that are None count as not given."""
    given = {name: value for name, value in parameters.items() if value is not None}
    try:
        endpoint = keywords.resolve(**given)
    except EndpointError as error:
        if region is None:
            raise EndpointError(
                f"{operation.service.id}: no region: pass region=..., set AWS_REGION or give the profile one ({error})"
            ) from error
        raise
    target = Target(endpoint, operation, region)
    if target.auth == SIGV4 and target.region is None:
        raise EndpointError(f"{operation.service.id}: no region to sign for: pass region=..., or set AWS_REGION")
    return target


def locate(core: ClientCore, call: Call) -> Flow[Target]:
    """Where the call goes. Raises EndpointError."""
    plan = call.plan
    if plan.only_target is not None:
        return plan.only_target
    if plan.constant:
        plan.only_target = resolve_target(plan.keywords, plan.fixed, call.operation, core.region)
        return plan.only_target
    input = call.sent
    parameters: dict[str, object] = {keyword: getattr(input, field) for field, keyword in plan.varying}
    for function, keyword in plan.computed:
        found = function(input)
        parameters[keyword] = tuple(found) if isinstance(found, list) else found  # type: ignore[misc]
    if plan.accounts is not None:
        parameters[plan.accounts] = (core.stored() or (yield from core.credentials())).account_id
    region = core.region
    if plan.bucket is not None:
        region = _region_of_bucket(core, call, getattr(input, plan.bucket))
    key = (plan.operation, region, *parameters.values())
    target = core.targets.get(key)
    if target is None:
        fixed = plan.fixed
        if region != core.region and (keyword := plan.keywords.get("Region")) is not None:
            fixed = fixed | {keyword: region}
        target = resolve_target(plan.keywords, fixed | parameters, call.operation, region)
        if len(core.targets) >= CACHE_SIZE:
            # Dropping all is rare, and safe between threads without a lock.
            core.targets.clear()
        core.targets[key] = target
    return target


def _region_of_bucket(core: ClientCore, call: Call, bucket: str | None) -> str | None:
    """The client's region, or the one that a bucket was found in."""
    if bucket is None:
        return core.region
    if call.redirected is not None:
        if len(core.homes) >= CACHE_SIZE:
            core.homes.clear()
        core.homes[bucket] = call.redirected
        return call.redirected
    return core.homes.get(bucket, core.region)
