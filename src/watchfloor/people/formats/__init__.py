"""How people's second factors are written: codes after RFC 6238, and a QR picture of the secret."""
