"""Páginas da adesão: as dos itens, as dos instrumentos e a planilha de assinaturas."""
