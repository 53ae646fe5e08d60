"""The one screen for a citizen who calls: "I paid and nothing happened". Reads, by index; decides nothing."""
