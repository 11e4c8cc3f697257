"""The benchmarks run; what they measure is for docs/performance.md, never for a test."""
