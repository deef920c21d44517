"""Who acts while nobody holds a post yet: the one who installs the platform at the server's console."""

from datetime import date
from typing import Any, ClassVar


class Installer:
    """An actor without account, person or seat. Only commands of the console and the builders of a new office use it;
    no request can ever carry it."""

    user = None
    person = None
    on: date | None = None
    seats: ClassVar[list[Any]] = []
    keys: ClassVar[list[int]] = []
    main_seat = None
    described = "Người cài đặt hệ thống"

    def __str__(self) -> str:
        return self.described

    def holds(self, *roles: str, organisation_id: int | None = None, unit_id: int | None = None) -> None:
        """An installer sits nowhere."""

    def seat(self, wanted: Any) -> None:
        """An installer sits nowhere."""


INSTALLER = Installer()
