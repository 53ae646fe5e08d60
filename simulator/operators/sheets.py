"""The statement format of every operator. No two agree on anything."""

from simulator.operators.gsma import sheet as gsma
from simulator.operators.moov import sheet as moov
from simulator.operators.mtn import sheet as mtn
from simulator.operators.orange import sheet as orange
from simulator.operators.pispi import sheet as pispi
from simulator.operators.wave import sheet as wave

PORTALS = {"mtn": mtn, "orange": orange, "moov": moov, "wave": wave, "gsma": gsma, "pispi": pispi}
SHEETS = {name: portal.SHEET for name, portal in PORTALS.items()}
