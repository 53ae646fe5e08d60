"""The outside world, simulated: phones, networks, SMS providers, administrations. Speaks HTTP only."""
