from typing import Final

from sotalia_runtime.operation import Service

from .endpoints import resolve

SERVICE: Final = Service(
    id="S3",
    package="support.mini_s3",
    version="1.44.5",
    protocol="rest-xml",
    api_version="2006-03-01",
    endpoint_prefix="s3",
    signing_name="s3",
    signature_version="s3",
    endpoint=resolve,
    endpoint_params={
        "Bucket": None,
        "Key": None,
        "Region": "AWS::Region",
        "UseFIPS": "AWS::UseFIPS",
        "UseDualStack": "AWS::UseDualStack",
        "Endpoint": "SDK::Endpoint",
        "ForcePathStyle": "AWS::S3::ForcePathStyle",
    },
    xml_namespace="http://s3.amazonaws.com/doc/2006-03-01/",
)
