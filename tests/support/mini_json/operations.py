from typing import Any, ClassVar

from sotalia_runtime.model.shapes import INTEGER, STRING, List, Member
from sotalia_runtime.model.structure import Input, Output, Returns, members
from sotalia_runtime.operation import Operation

from ._service import SERVICE

ERRORS = {"NoSuchThing": "NoSuchThing", "Busy": "Busy"}


class GetThingOutput(Output):
    name: str | None = None
    count: int | None = None
    secret: str | None = None

    model_config = members(
        name=Member("Name", STRING), count=Member("Count", INTEGER), secret=Member("Secret", STRING, sensitive=True)
    )


class GetThingInput(Input, Returns[GetThingOutput, GetThingOutput]):
    name: str
    password: str | None = None

    model_config = members(
        name=Member("Name", STRING, required=True), password=Member("Password", STRING, sensitive=True)
    )
    __operation__: ClassVar[Operation] = Operation(
        name="GetThing", service=SERVICE, output=GetThingOutput, errors=ERRORS
    )


class ListThingsOutput(Output):
    names: list[str] = []  # noqa: RUF012
    next_token: str | None = None

    model_config = members(names=Member("Names", List(STRING)), next_token=Member("NextToken", STRING))


class ListThingsInput(Input, Returns[ListThingsOutput, ListThingsOutput]):
    next_token: str | None = None

    model_config = members(next_token=Member("NextToken", STRING))
    __operation__: ClassVar[Operation] = Operation(name="ListThings", service=SERVICE, output=ListThingsOutput)


class MakeThingOutput(Output):
    model_config: Any = members()


class MakeThingInput(Input, Returns[MakeThingOutput, MakeThingOutput]):
    name: str
    client_token: str | None = None

    model_config = members(
        name=Member("Name", STRING, required=True), client_token=Member("ClientToken", STRING, idempotency_token=True)
    )
    __operation__: ClassVar[Operation] = Operation(
        name="MakeThing", service=SERVICE, output=MakeThingOutput, errors=ERRORS
    )


class OpenThingInput(Input, Returns[MakeThingOutput, MakeThingOutput]):
    account: str

    model_config = members(account=Member("Account", STRING, required=True, host_label=True))
    __operation__: ClassVar[Operation] = Operation(
        name="OpenThing", service=SERVICE, output=MakeThingOutput, host_prefix="{Account}.data-"
    )
