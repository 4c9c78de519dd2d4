"""Reading what plan keeps."""
