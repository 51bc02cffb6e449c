"""Estraga o núcleo, um ponto por vez, e confere que algum teste nota."""
