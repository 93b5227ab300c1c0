"""A site: a folder of a job's pages, stories, feeds and a search that any web server can serve."""

from summarise.site.folder import publish, trouble
from summarise.site.layout import Site

__all__ = ["Site", "publish", "trouble"]
