"""What blocking and asynchronous clients share: construction, options, pickling, text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from ..errors import CredentialsError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..operation import Service
    from .core import ClientCore
    from .options import Options


class Shell:
    """Base of the two clients."""

    _service: ClassVar[Service]
    _session: Any  # as given; None is the default one
    _own: Options
    _core: ClientCore

    def _open(self, session: Any, own: Options) -> None:
        """Set up; constructors and unpickling end here."""
        raise NotImplementedError

    def _with(self, changes: Mapping[str, object]) -> Self:
        """Another client of the same session, with these options changed; hooks add up."""
        from .options import Options

        given: dict[str, Any] = {name: value for name, value in changes.items() if value is not None}
        other = type(self).__new__(type(self))
        other.__setstate__({"session": self._session, "own": Options(**given).over(self._own)})
        return other

    def __getstate__(self) -> dict[str, object]:
        from ..credentials import Credentials

        if isinstance(self._own.credentials, Credentials):
            raise CredentialsError(
                f"{type(self).__name__} has explicit keys, which do not pickle; make it with a Session(profile=...), or"
                " leave the keys to the environment, and the other side looks them up itself"
            )
        return {"session": self._session, "own": self._own}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._open(state["session"], state["own"])

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __repr__(self) -> str:
        given = self._core.options
        shown = "".join(f" {name}={value!r}" for name in ("region", "endpoint_url") if (value := getattr(given, name)))
        return f"<{type(self).__name__}{shown}>"
