"""The pass on many machines: Spark reads the parts of a survey, and what it brings home are counts and cross-products."""

from mainspring.moments.spark.distributed import column_names_on_spark, summarise_on_spark
from mainspring.moments.spark.session import spark_session

__all__ = ["column_names_on_spark", "spark_session", "summarise_on_spark"]
