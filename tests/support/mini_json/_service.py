from typing import Final

from sotalia_runtime.operation import Service

from .endpoints import resolve

SERVICE: Final = Service(
    id="DynamoDB",
    package="support.mini_json",
    version="1.44.5",
    protocol="json",
    api_version="2012-08-10",
    endpoint_prefix="mini",
    signing_name="dynamodb",
    endpoint=resolve,
    endpoint_params={
        "Region": "AWS::Region",
        "UseDualStack": "AWS::UseDualStack",
        "UseFIPS": "AWS::UseFIPS",
        "Endpoint": "SDK::Endpoint",
    },
    json_version="1.0",
    target_prefix="Mini_20120810",
)
