"""A model with every trait that a codec heeds, for any protocol: `Echo` answers what it was asked."""

from __future__ import annotations

from typing import Any

SCALARS = {
    "Text": {"type": "string"},
    "Flag": {"type": "boolean"},
    "Count": {"type": "integer"},
    "Long": {"type": "long"},
    "Ratio": {"type": "double"},
    "Data": {"type": "blob"},
    "When": {"type": "timestamp"},
    "WhenIso": {"type": "timestamp", "timestampFormat": "iso8601"},
    "WhenEpoch": {"type": "timestamp", "timestampFormat": "unixTimestamp"},
    "WhenHttp": {"type": "timestamp", "timestampFormat": "rfc822"},
}
COMPOUND = {
    "Texts": {"type": "list", "member": {"shape": "Text"}},
    "Counts": {"type": "list", "member": {"shape": "Count"}},
    "Blobs": {"type": "list", "member": {"shape": "Data"}},
    "Moments": {"type": "list", "member": {"shape": "When"}},
    "Named": {"type": "list", "member": {"shape": "Text", "locationName": "Entry"}},
    "Matrix": {"type": "list", "member": {"shape": "Counts"}},
    "Labels": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Text"}},
    "Nodes": {"type": "list", "member": {"shape": "Node"}},
    "NodesByName": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Node"}},
    "TextsByName": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Texts"}},
    "Eithers": {"type": "list", "member": {"shape": "Either"}},
    "Node": {
        "type": "structure",
        "members": {
            "Name": {"shape": "Text", "locationName": "nodeName"},
            "Born": {"shape": "When"},
            "Children": {"shape": "Nodes"},
            "Weight": {"shape": "Ratio"},
            "Choice": {"shape": "Either"},
        },
    },
    "Either": {
        "type": "structure",
        "union": True,
        "members": {
            "Word": {"shape": "Text", "locationName": "word"},
            "Number": {"shape": "Count"},
            "Bytes": {"shape": "Data"},
            "Leaf": {"shape": "Node"},
            "Words": {"shape": "Texts"},
        },
    },
}
BODY = {
    "Text": {"shape": "Text"},
    "Renamed": {"shape": "Text", "locationName": "otherName"},
    "Flag": {"shape": "Flag"},
    "Count": {"shape": "Count"},
    "Long": {"shape": "Long"},
    "Ratio": {"shape": "Ratio"},
    "Data": {"shape": "Data"},
    "When": {"shape": "When"},
    "WhenIso": {"shape": "WhenIso"},
    "WhenEpoch": {"shape": "WhenEpoch"},
    "WhenHttp": {"shape": "WhenHttp"},
    "Texts": {"shape": "Texts"},
    "Blobs": {"shape": "Blobs", "locationName": "blobList"},
    "Moments": {"shape": "Moments"},
    "Named": {"shape": "Named"},
    "Matrix": {"shape": "Matrix"},
    "Labels": {"shape": "Labels"},
    "Node": {"shape": "Node"},
    "Nodes": {"shape": "Nodes"},
    "NodesByName": {"shape": "NodesByName"},
    "TextsByName": {"shape": "TextsByName"},
    "Either": {"shape": "Either"},
    "Eithers": {"shape": "Eithers"},
}
FLATTENED = {
    "FlatTexts": {"type": "list", "member": {"shape": "Text"}, "flattened": True},
    "FlatNamed": {"type": "list", "member": {"shape": "Text", "locationName": "Item"}, "flattened": True},
    "FlatLabels": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Text"}, "flattened": True},
    "OddLabels": {
        "type": "map",
        "key": {"shape": "Text", "locationName": "K"},
        "value": {"shape": "Text", "locationName": "V"},
    },
}
FLAT_BODY = {
    "FlatTexts": {"shape": "FlatTexts"},
    # The element's name stands on the reference and on the list's member alike, as in S3's model.
    "FlatNamed": {"shape": "FlatNamed", "locationName": "Item"},
    "FlatByReference": {"shape": "Counts", "flattened": True, "locationName": "Counted"},
    "FlatLabels": {"shape": "FlatLabels"},
    "OddLabels": {"shape": "OddLabels"},
}
HEADERS = {
    "HeaderText": {"shape": "Text", "location": "header", "locationName": "x-text"},
    "HeaderFlag": {"shape": "Flag", "location": "header", "locationName": "x-flag"},
    "HeaderCount": {"shape": "Count", "location": "header", "locationName": "x-count"},
    "HeaderWhen": {"shape": "When", "location": "header", "locationName": "x-when"},
    "HeaderWhenIso": {"shape": "WhenIso", "location": "header", "locationName": "x-when-iso"},
    "HeaderTexts": {"shape": "Texts", "location": "header", "locationName": "x-texts"},
    "Metadata": {"shape": "Labels", "location": "headers", "locationName": "x-meta-"},
}
ADDRESS = {
    "Bucket": {"shape": "Text", "location": "uri", "locationName": "bucket"},
    "Key": {"shape": "Text", "location": "uri", "locationName": "Key"},
    "QueryText": {"shape": "Text", "location": "querystring", "locationName": "text"},
    "QueryFlag": {"shape": "Flag", "location": "querystring", "locationName": "flag"},
    "QueryWhen": {"shape": "When", "location": "querystring", "locationName": "when"},
    "QueryWhenHttp": {"shape": "WhenHttp", "location": "querystring", "locationName": "whenHttp"},
    "QueryRatio": {"shape": "Ratio", "location": "querystring", "locationName": "ratio"},
    "QueryTexts": {"shape": "Texts", "location": "querystring", "locationName": "texts"},
    "QueryMap": {"shape": "TextsByName", "location": "querystring"},
}
NAMESPACE = "http://example.com/doc/"


def metadata(protocol: str, **more: Any) -> dict[str, Any]:
    return {
        "protocol": protocol,
        "serviceId": "Modelled",
        "apiVersion": "2020-01-01",
        "endpointPrefix": "modelled",
        "signatureVersion": "v4",
        "targetPrefix": "Modelled_20200101",
        "jsonVersion": "1.0",
    } | more


def echo(protocol: str) -> dict[str, Any]:
    """A service of that protocol with `Echo`, `EchoRest` (bindings and a body) and `EchoPayload`."""
    body = dict(BODY)
    shapes: dict[str, Any] = {**SCALARS, **COMPOUND}
    if protocol in ("query", "ec2", "rest-xml"):
        shapes |= FLATTENED
        body |= FLAT_BODY if protocol != "ec2" else {}
    if protocol == "ec2":
        # EC2 has no maps, and capitalises the names of what is sent.
        body = {name: member for name, member in body.items() if name not in ("Labels", "NodesByName", "TextsByName")}
        body["Queried"] = {"shape": "Text", "locationName": "answered", "queryName": "Asked"}
    if protocol == "smithy-rpc-v2-cbor":
        # Members have their own names there; botocore reads no others.
        body = {name: {"shape": member["shape"]} for name, member in body.items()}
        shapes |= {name: COMPOUND[name] | {"members": unnamed(COMPOUND[name])} for name in ("Node", "Either")}
    shapes["EchoShape"] = {"type": "structure", "members": body}
    http = {"method": "POST", "requestUri": "/"}
    reference = {"shape": "EchoShape"}
    if protocol == "rest-xml":
        reference |= {"locationName": "EchoRequest", "xmlNamespace": {"uri": NAMESPACE}}
    wrapper = {"resultWrapper": "EchoResult"} if protocol == "query" else {}
    operations = {
        "Echo": {"name": "Echo", "http": http, "input": reference, "output": {"shape": "EchoShape", **wrapper}}
    }
    if protocol.startswith("rest-"):
        rest(shapes, operations, protocol)
    return {"metadata": metadata(protocol), "operations": operations, "shapes": shapes}


def unnamed(structure: dict[str, Any]) -> dict[str, Any]:
    return {name: {"shape": member["shape"]} for name, member in structure["members"].items()}


def rest(shapes: dict[str, Any], operations: dict[str, Any], protocol: str) -> None:
    few = {name: BODY[name] for name in ("Text", "Node", "Texts")}
    root = {"locationName": "Root"} if protocol == "rest-xml" else {}
    grantee = {
        "Type": {"shape": "Text", "locationName": "xsi:type", "xmlAttribute": True},
        "Name": {"shape": "Text"},
    }
    shapes |= {
        "RestIn": {"type": "structure", "required": ["Bucket", "Key"], "members": {**ADDRESS, **HEADERS, **few}},
        "RestOut": {
            "type": "structure",
            "members": {**HEADERS, "Status": {"shape": "Count", "location": "statusCode"}, **few},
        },
        "PayloadShape": {
            "type": "structure",
            "payload": "Node",
            "members": {
                "HeaderText": HEADERS["HeaderText"],
                "Node": {"shape": "Node", "locationName": "Noted", "xmlNamespace": {"uri": NAMESPACE}},
            },
        },
        "GrantedShape": {"type": "structure", "members": {"Grantee": {"shape": "Grantee"}}},
        "Grantee": {
            "type": "structure",
            "members": grantee,
            "xmlNamespace": {"prefix": "xsi", "uri": "http://www.w3.org/2001/XMLSchema-instance"},
        },
    }
    uri = "/v1/{bucket}/{Key+}?fixed=1&bare"
    operations |= {
        "EchoRest": {
            "name": "EchoRest",
            "http": {"method": "PUT", "requestUri": uri},
            "input": {"shape": "RestIn", **root},
            "output": {"shape": "RestOut"},
        },
        "EchoPayload": {
            "name": "EchoPayload",
            "http": {"method": "PUT", "requestUri": "/payload"},
            "input": {"shape": "PayloadShape"},
            "output": {"shape": "PayloadShape"},
        },
    }
    if protocol == "rest-xml":
        operations["EchoGranted"] = {
            "name": "EchoGranted",
            "http": {"method": "PUT", "requestUri": "/granted"},
            "input": {"shape": "GrantedShape", **root},
            "output": {"shape": "GrantedShape"},
        }
