"""From a number that somebody says on the telephone to the one screen that answers. It reads only."""
