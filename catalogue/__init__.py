"""What the state offers, as data: services, fees, administrations, networks and the words citizens read."""
