"""A sala da minuta: perguntas em palavras simples que viram um decreto de artigos numerados."""
