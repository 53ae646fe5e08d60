"""The paths of this room."""

from admin.route import Route

ROUTES: tuple[Route, ...] = ()
