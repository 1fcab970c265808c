"""Whether a request that was received is signed rightly, by botocore's account of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

if TYPE_CHECKING:
    from support.scripted_server import Received


def is_signed(
    request: Received, *, service: str, region: str = "us-east-1", access: str = "AKIA", secret: str = "SECRET"
) -> bool:
    """Recompute the signature from what came over the wire."""
    sent = request.headers["authorization"]
    parts = dict(part.split("=", 1) for part in sent.removeprefix("AWS4-HMAC-SHA256 ").split(", "))
    names = parts["SignedHeaders"].split(";")
    rebuilt = AWSRequest(
        method=request.method,
        url=f"http://{request.headers['host']}{request.target}",
        data=request.body,
        headers={name: request.headers[name] for name in names},
    )
    rebuilt.context["timestamp"] = request.headers["x-amz-date"]
    kind = S3SigV4Auth if service == "s3" else SigV4Auth
    auth = kind(Credentials(access, secret), service, region)
    text = auth.string_to_sign(rebuilt, auth.canonical_request(rebuilt))
    return auth.signature(text, rebuilt) == parts["Signature"]
