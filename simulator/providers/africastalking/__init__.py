"""Africa's Talking: USSD turns pushed to the gateway, SMS both ways, delivery reports."""
