"""Any input -> one articles table: the first room on the straight line, which knows nothing of the rooms after it."""

from topics.articles.dates import find_date_in_name, find_date_in_url, parse_date
from topics.articles.dump import split_dump
from topics.articles.readers import read_articles
from topics.articles.sample import sample_articles, write_sample
from topics.articles.table import article_id, make_table

__all__ = [
    "article_id",
    "find_date_in_name",
    "find_date_in_url",
    "make_table",
    "parse_date",
    "read_articles",
    "sample_articles",
    "split_dump",
    "write_sample",
]
