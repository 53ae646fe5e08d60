"""A real Kannel on loopback: bearerbox, smsbox and fake phones, from Debian's kannel and kannel-extras."""
