"""Scoring tables of many companies: the verdict and ranking of each, streamed from and to CSV or Parquet."""
