"""The standards' own tests, run against the plugin's service: helpers of scripts/conformance.py."""
