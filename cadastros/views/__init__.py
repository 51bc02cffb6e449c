"""Páginas da etapa, uma família por módulo."""
