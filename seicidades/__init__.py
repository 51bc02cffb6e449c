"""Acompanhamento da implantação do SEI nos municípios de São Paulo."""

from seicidades.celery import app as celery_app

__all__ = ["celery_app"]
