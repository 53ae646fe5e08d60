"""One path of the console: what answers, whom it is for, and where it stands in the menu."""

from dataclasses import dataclass

from admin.doors.allowed import View, allowed
from kernel.access import public


@dataclass(frozen=True, slots=True)
class Route:
    """``permission`` "" with a reason in ``public``: anybody. ``step_up``: a code of the last five minutes.

    ``menu``: the words under which it stands in the menu, "" for most; ``key`` is its access key there.
    """

    method: str
    path: str
    name: str
    view: View
    permission: str = ""
    scope: bool = False
    step_up: bool = False
    public: str = ""
    menu: str = ""
    key: str = ""

    def guarded(self) -> View:
        """The view behind its guard. Raises TypeError when nobody said whom it is for."""
        if bool(self.permission) == bool(self.public):
            raise TypeError(f"{self.path}: a route names one permission, or the reason why it is public")
        if self.public:
            return public(self.public)(self.view)
        return allowed(self.permission, scope=self.scope, step_up=self.step_up)(self.view)
