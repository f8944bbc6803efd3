"""A proxy that stands before a real server, passes everything through and judges both sides by the spec."""
