"""The people of the simulator's tests."""

AWA = "+22370000001"
MOUSSA = "+22366000002"
KOFFI = "+2290197000003"
SENA = "+2290195000004"
