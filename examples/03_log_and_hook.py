"""Watch the HTTP of a call and change it: wire logging, and a hook that adds a header before sending.

The log shows the request as signed and the answer as received. The signature, session tokens and members that
the model calls sensitive are redacted.
"""

import asyncio
import logging
import sys

from sotalia_dynamodb import AsyncDynamoDBClient, DynamoDBClient
from sotalia_runtime import Call, Hooks, LogMode


def add_header(call: Call) -> None:
    """Runs just before each attempt is sent, after signing."""
    call.http.headers.set("CustomHeader", "10")


HOOKS = Hooks(before_send=[add_header])
LOG = LogMode.HTTP | LogMode.HTTP_BODY


def main() -> None:
    """List tables with the log on stdout."""
    logging.basicConfig(stream=sys.stdout, format="%(message)s")
    logging.getLogger("sotalia.wire").setLevel(logging.DEBUG)

    with DynamoDBClient(hooks=HOOKS, log=LOG) as ddb:
        tables = ddb.list_tables().table_names
        print(f"tables: {tables}")

    asyncio.run(list_tables())


async def list_tables() -> None:
    """The same hook and the same log, asynchronously; a hook for an async client may be `async def` too."""
    async with AsyncDynamoDBClient(hooks=HOOKS, log=LOG) as ddb:
        tables = (await ddb.list_tables()).table_names
        print(f"tables, asynchronously: {tables}")


if __name__ == "__main__":
    main()
