"""Lê o HTML desenhado: elementos em ordem, ids e texto."""

from html.parser import HTMLParser

from django.template import Context, Template


class Leitor(HTMLParser):
    """Elementos na ordem em que aparecem, com atributos, e o texto todo."""

    def __init__(self, html):
        super().__init__()
        self.elementos, self.texto = [], ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elementos.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.texto += data

    def de(self, tag):
        return [atributos for nome, atributos in self.elementos if nome == tag]

    @property
    def ids(self):
        return [a["id"] for _, a in self.elementos if a.get("id")]

    @property
    def dito(self):
        return " ".join(self.texto.split())


def incluir(componente, **parametros):
    nomes = " ".join(f"{nome}={nome}" for nome in parametros)
    with_ = f"with {nomes}" if nomes else ""
    texto = f'{{% include "componentes/{componente}.html" {with_} only %}}'
    return Leitor(Template(texto).render(Context(parametros)))


def etiqueta(codigo, **contexto):
    return Leitor(Template("{% load componentes %}" + codigo).render(Context(contexto)))
