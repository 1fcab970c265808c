"""The canned answers, built by code: as many bytes and members as real ones have, and nothing taken from any."""

from __future__ import annotations

import json
import zlib
from itertools import count
from typing import Final, NamedTuple

REQUEST_ID: Final = "4442587FB7D0A2F9B0C1D2E3F4A5B6C7"
DATE: Final = "Sat, 21 Nov 2026 03:00:00 GMT"


class Answer(NamedTuple):
    """A response without its status line, which is always 200."""

    headers: tuple[tuple[str, str], ...]
    body: bytes

    def encode(self) -> bytes:
        """The bytes on the wire."""
        fields = (*self.headers, ("Date", DATE), ("Content-Length", str(len(self.body))))
        head = "".join(f"{name}: {value}\r\n" for name, value in fields)
        return f"HTTP/1.1 200 OK\r\n{head}\r\n".encode() + self.body


def dynamodb(body: object) -> Answer:
    """An answer of DynamoDB, with the checksum that clients verify."""
    data = json.dumps(body, separators=(",", ":")).encode()
    return Answer(
        (
            ("Content-Type", "application/x-amz-json-1.0"),
            ("x-amzn-RequestId", REQUEST_ID),
            ("x-amz-crc32", str(zlib.crc32(data))),
        ),
        data,
    )


def item(number: int) -> dict[str, object]:
    """A record of eight attributes, about 300 bytes."""
    return {
        "pk": {"S": f"customer#{number:06}"},
        "sk": {"S": f"order#2026-11-{number % 28 + 1:02}#{number:08}"},
        "total": {"N": f"{number * 7 % 9973}.50"},
        "paid": {"BOOL": number % 3 == 0},
        "note": {"S": f"left at the blue door, ask for number {number}"},
        "tags": {"SS": ["river", "delta", f"lot-{number % 50}"]},
        "address": {"M": {"street": {"S": f"{number} Water Lane"}, "zip": {"S": f"{number % 100000:05}"}}},
        "lines": {"L": [{"N": str(number)}, {"N": str(number + 1)}]},
    }


def get_item() -> Answer:
    return dynamodb({"Item": item(1)})


def query() -> Answer:
    """One page of a query: 1 MB, where DynamoDB stops; each record has a text beside its small attributes."""
    records = (item(number) | {"text": {"S": f"Record {number} tells of the river. " * 24}} for number in count())
    items: list[dict[str, object]] = []
    size = 0
    for record in records:
        size += len(json.dumps(record, separators=(",", ":")))
        if size > 1_048_576:
            break
        items.append(record)
    return dynamodb({"Count": len(items), "ScannedCount": len(items), "Items": items})


def list_tables() -> Answer:
    return dynamodb({"TableNames": ["orders"]})


S3_HEADERS: Final = (("x-amz-id-2", "uX" * 32), ("x-amz-request-id", REQUEST_ID[:16]), ("Server", "AmazonS3"))


def put_object() -> Answer:
    return Answer((*S3_HEADERS, ("ETag", '"6805f2cfc46c0f04559748bb039d69ae"')), b"")


def list_objects() -> Answer:
    """A full listing: 1,000 keys."""
    entries = "".join(
        f"<Contents><Key>photos/2026/{number // 100:03}/{number:06}.jpg</Key>"
        f"<LastModified>2026-11-{number % 28 + 1:02}T03:{number % 60:02}:00.000Z</LastModified>"
        f"<ETag>&quot;{number:032x}&quot;</ETag><Size>{number * 1311}</Size><StorageClass>STANDARD</StorageClass></Contents>"
        for number in range(1000)
    )
    return Answer(
        (*S3_HEADERS, ("Content-Type", "application/xml")),
        '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
        "<Name>bench</Name><Prefix></Prefix><KeyCount>1000</KeyCount><MaxKeys>1000</MaxKeys><EncodingType>url</EncodingType>"
        f"<IsTruncated>false</IsTruncated>{entries}</ListBucketResult>".encode(),
    )


def instance(number: int) -> str:
    """An instance of about 80 elements, as a plain one has with a volume and a network interface."""
    address = f"10.0.{number // 250}.{number % 250 + 1}"
    return (
        f"<item><instanceId>i-{number:017x}</instanceId><imageId>ami-{number % 7:017x}</imageId>"
        f"<instanceState><code>16</code><name>running</name></instanceState><privateDnsName>ip-{number}.ec2.internal</privateDnsName>"
        f"<dnsName>ec2-{number}.compute-1.amazonaws.com</dnsName><reason/><keyName>bench</keyName><amiLaunchIndex>{number}</amiLaunchIndex>"
        "<productCodes/><instanceType>m7i.large</instanceType><launchTime>2026-11-21T03:00:00.000Z</launchTime>"
        "<placement><availabilityZone>us-east-1a</availabilityZone><groupName/><tenancy>default</tenancy></placement>"
        f"<monitoring><state>disabled</state></monitoring><subnetId>subnet-{1:017x}</subnetId><vpcId>vpc-{1:017x}</vpcId>"
        f"<privateIpAddress>{address}</privateIpAddress><ipAddress>198.51.100.{number % 250 + 1}</ipAddress>"
        f"<sourceDestCheck>true</sourceDestCheck><groupSet><item><groupId>sg-{1:017x}</groupId><groupName>web</groupName></item></groupSet>"
        "<architecture>x86_64</architecture><rootDeviceType>ebs</rootDeviceType><rootDeviceName>/dev/xvda</rootDeviceName>"
        f"<blockDeviceMapping><item><deviceName>/dev/xvda</deviceName><ebs><volumeId>vol-{number:017x}</volumeId><status>attached</status>"
        "<attachTime>2026-11-21T03:00:01.000Z</attachTime><deleteOnTermination>true</deleteOnTermination></ebs></item></blockDeviceMapping>"
        f"<virtualizationType>hvm</virtualizationType><clientToken>token-{number}</clientToken>"
        f"<tagSet><item><key>Name</key><value>web-{number}</value></item><item><key>cost-centre</key><value>42</value></item></tagSet>"
        f"<hypervisor>xen</hypervisor><networkInterfaceSet>{interface(number, address)}</networkInterfaceSet>"
        f"<iamInstanceProfile><arn>arn:aws:iam::123456789012:instance-profile/web</arn><id>AIPA{number:017}</id></iamInstanceProfile>"
        "<ebsOptimized>true</ebsOptimized><enaSupport>true</enaSupport><cpuOptions><coreCount>1</coreCount><threadsPerCore>2</threadsPerCore></cpuOptions>"
        "<capacityReservationSpecification><capacityReservationPreference>open</capacityReservationPreference></capacityReservationSpecification>"
        "<hibernationOptions><configured>false</configured></hibernationOptions>"
        "<metadataOptions><state>applied</state><httpTokens>required</httpTokens><httpPutResponseHopLimit>2</httpPutResponseHopLimit>"
        "<httpEndpoint>enabled</httpEndpoint><httpProtocolIpv6>disabled</httpProtocolIpv6><instanceMetadataTags>disabled</instanceMetadataTags></metadataOptions>"
        "<enclaveOptions><enabled>false</enabled></enclaveOptions><bootMode>uefi-preferred</bootMode><platformDetails>Linux/UNIX</platformDetails>"
        "<usageOperation>RunInstances</usageOperation><usageOperationUpdateTime>2026-11-21T03:00:00.000Z</usageOperationUpdateTime>"
        "<privateDnsNameOptions><hostnameType>ip-name</hostnameType><enableResourceNameDnsARecord>false</enableResourceNameDnsARecord>"
        "<enableResourceNameDnsAAAARecord>false</enableResourceNameDnsAAAARecord></privateDnsNameOptions>"
        "<maintenanceOptions><autoRecovery>default</autoRecovery></maintenanceOptions><currentInstanceBootMode>uefi</currentInstanceBootMode></item>"
    )


def interface(number: int, address: str) -> str:
    """The instance's network interface."""
    return (
        f"<item><networkInterfaceId>eni-{number:017x}</networkInterfaceId><subnetId>subnet-{1:017x}</subnetId><vpcId>vpc-{1:017x}</vpcId>"
        "<description/><ownerId>123456789012</ownerId><status>in-use</status><macAddress>02:00:00:00:00:01</macAddress>"
        f"<privateIpAddress>{address}</privateIpAddress><privateDnsName>ip-{number}.ec2.internal</privateDnsName><sourceDestCheck>true</sourceDestCheck>"
        f"<groupSet><item><groupId>sg-{1:017x}</groupId><groupName>web</groupName></item></groupSet>"
        f"<attachment><attachmentId>eni-attach-{number:017x}</attachmentId><deviceIndex>0</deviceIndex><status>attached</status>"
        "<attachTime>2026-11-21T03:00:00.000Z</attachTime><deleteOnTermination>true</deleteOnTermination><networkCardIndex>0</networkCardIndex></attachment>"
        f"<privateIpAddressesSet><item><privateIpAddress>{address}</privateIpAddress><privateDnsName>ip-{number}.ec2.internal</privateDnsName>"
        "<primary>true</primary></item></privateIpAddressesSet><ipv6AddressesSet/><interfaceType>interface</interfaceType></item>"
    )


def describe_instances(number_of: int) -> Answer:
    """`number_of` instances, one in each reservation."""
    sets = "".join(
        f"<item><reservationId>r-{number:017x}</reservationId><ownerId>123456789012</ownerId><groupSet/>"
        f"<instancesSet>{instance(number)}</instancesSet></item>"
        for number in range(number_of)
    )
    return Answer(
        (("Content-Type", "text/xml;charset=UTF-8"), ("x-amzn-RequestId", REQUEST_ID), ("Server", "AmazonEC2")),
        '<?xml version="1.0" encoding="UTF-8"?>\n<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">'
        f"<requestId>{REQUEST_ID}</requestId><reservationSet>{sets}</reservationSet></DescribeInstancesResponse>".encode(),
    )


ANSWERS: Final = {
    "get_item": get_item,
    "query": query,
    "list_tables": list_tables,
    "put_object": put_object,
    "list_objects": list_objects,
    "describe_instances": lambda: describe_instances(100),
    "describe_one": lambda: describe_instances(1),
}
