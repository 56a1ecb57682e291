"""Flow definitions: read, migrate, inspect, clone. Facts of the format: RapidPro's flow specification 13 and 14."""
