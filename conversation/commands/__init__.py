"""Commands by SMS: reading what a citizen texted, and answering it with the same screens as USSD."""
