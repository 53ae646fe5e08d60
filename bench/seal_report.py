"""Tables and aims of the seals, for a person."""

from rich.console import Console
from rich.table import Table

from bench.aims import Aim
from bench.seal import Seals
from bench.seal_camera import CAMERA_PX, DPI, FIELD_MM

EIGHT_BYTES_MAX, SIXTEEN_BYTES_MAX = 190, 280
EIGHT_VERSION_MAX, SIXTEEN_VERSION_MAX = 10, 14
TOKENS_MIN = 1_000.0
# facts of the field: 95 % is what a good printer and a phone of 2020 reach.
READ_MIN, WORST_MIN = 0.90, 0.50


def show(console: Console, found: Seals) -> None:
    """Formats, what the camera made of ours, registers."""
    table = _table("The same fields, error correction M", "bytes", "chars", "QR", "a link", "read", "worst")
    for each in found.compared:
        made = each.printed
        table.add_row(
            f"{each.format}, {each.fields}", f"{made.bytes}", f"{len(made.text)}",
            "none" if made.version is None else f"{made.version}-M", "yes" if made.link else "no",
            f"{each.mean:.0%}", f"{each.worst:.0%}",
        )  # fmt: skip
    console.print(table)
    console.print(
        f"Read: share of frames, {FIELD_MM} mm at {DPI} dpi, a camera with {CAMERA_PX} px across the field.",
        style="dim",
    )
    ours = found.ours()
    scenes = _table("Ours before the camera", *(each.fields for each in ours))
    for scene in ours[0].scenes:
        scenes.add_row(scene, *(f"{each.scenes[scene]:.0%}" for each in ours))
    console.print(scenes)
    console.print(
        f"One core seals {found.issued:,.0f} documents a second and judges {found.judged:,.0f} codes."
    )
    console.print(_registers(found))


def aims(found: Seals) -> list[Aim]:
    """Sizes, symbols, reading and speed."""
    eight, sixteen = found.ours()
    sizes = [(eight, EIGHT_BYTES_MAX, EIGHT_VERSION_MAX), (sixteen, SIXTEEN_BYTES_MAX, SIXTEEN_VERSION_MAX)]
    made = []
    for each, bytes_max, version_max in sizes:
        words = each.fields.capitalize()
        made.append(Aim(f"{words}: the token", each.printed.bytes, bytes_max, unit=" bytes"))
        made.append(Aim(f"{words}: the QR version", each.printed.version or 99, version_max))
        made.append(Aim(f"{words}: frames read", each.mean, READ_MIN, at_least=True))
        made.append(Aim(f"{words}: read in the worst scene", each.worst, WORST_MIN, at_least=True))
    return [*made, Aim("Documents sealed a second on one core", found.issued, TOKENS_MIN, at_least=True)]


def _registers(found: Seals) -> Table:
    table = _table(
        "Registers in bytes", "list zlib", "Golomb set", "sealed list", "sealed delta", "SMS parts", "screens 20-M",
        "filter of issued",
    )  # fmt: skip
    for each in found.registers:
        sizes = (
            each.list_zlib,
            each.golomb,
            each.sealed_list,
            each.sealed_delta,
            each.sms_parts,
            each.screens,
            each.filter,
        )
        table.add_row(f"{each.issued:,} issued, {each.revoked:,} revoked", *(f"{size:,}" for size in sizes))
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table("", title=title, title_justify="left")
    for column in columns:
        table.add_column(column, justify="right")
    return table
